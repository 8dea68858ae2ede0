/* Why a path may not be used: who owns it, and who holds it. */
#include "io/ports.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const char *user_name(void)
{
    const struct passwd *user = getpwuid(geteuid());

    return user == NULL ? "$USER" : user->pw_name;
}

enum hpt_status fault_permission(struct fault *f, const char *path, bool writes)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        errno = EACCES;
        (void)fault_system(f, "open %s", path);
        return fault_hint(f, "ask the owner of its directory for access");
    }
    mode_t needed = writes ? S_IRGRP | S_IWGRP : S_IRGRP;
    const struct group *group = getgrgid(st.st_gid);
    if ((st.st_mode & needed) != needed || group == NULL || st.st_gid == 0)
        return fault_input(f, "you have no permission to %s %s; run: sudo chmod a+r%s '%s'",
                           writes ? "use" : "read", path, writes ? "w" : "", path);
    return fault_input(f,
                       "you have no permission to %s %s, which belongs to the group %s; run: sudo "
                       "usermod -aG %s %s, then log out and in again",
                       writes ? "use" : "read", path, group->gr_name, group->gr_name, user_name());
}

/* True when one of the process's descriptors is the device. */
static bool holds(const char *process, dev_t device)
{
    char directory[64];
    bool found = false;

    (void)snprintf(directory, sizeof directory, "/proc/%.20s/fd", process);
    DIR *d = opendir(directory);
    if (d == NULL)
        return false;
    for (struct dirent *entry; !found && (entry = readdir(d)) != NULL;) {
        char path[128];
        struct stat st;
        (void)snprintf(path, sizeof path, "%s/%.20s", directory, entry->d_name);
        found = entry->d_name[0] != '.' && stat(path, &st) == 0 && S_ISCHR(st.st_mode) &&
                st.st_rdev == device;
    }
    (void)closedir(d);
    return found;
}

/* The number of another process that has the device open, or 0. */
static long holder_of(dev_t device)
{
    long holder = 0;
    DIR *d = opendir("/proc");

    if (d == NULL)
        return 0;
    for (struct dirent *entry; holder == 0 && (entry = readdir(d)) != NULL;) {
        long process = strtol(entry->d_name, NULL, 10);
        if (process > 0 && process != (long)getpid() && holds(entry->d_name, device))
            holder = process;
    }
    (void)closedir(d);
    return holder;
}

static void name_of_process(long process, char *name, size_t size)
{
    char path[64];

    (void)snprintf(name, size, "another program");
    (void)snprintf(path, sizeof path, "/proc/%ld/comm", process);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    char line[64];
    if (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        (void)snprintf(name, size, "%s", line);
    }
    (void)fclose(file);
}

enum hpt_status fault_busy(struct fault *f, const char *path)
{
    struct stat st;
    char name[64];
    long holder = stat(path, &st) == 0 ? holder_of(st.st_rdev) : 0;

    if (holder == 0)
        return fault_input(f,
                           "another program has %s open; close the other terminal or monitor on "
                           "it and try again",
                           path);
    name_of_process(holder, name, sizeof name);
    if (strcmp(name, "ModemManager") == 0)
        return fault_input(f,
                           "ModemManager (process %ld) is probing %s; wait ten seconds and try "
                           "again, or run: sudo systemctl stop ModemManager",
                           holder, path);
    return fault_input(f, "%s (process %ld) has %s open; end it there and try again", name, holder,
                       path);
}
