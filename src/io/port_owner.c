#include "io/port_owner.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

void port_owner_program(long process, char *program, size_t size)
{
    char path[64], line[64];

    program[0] = '\0';
    (void)snprintf(path, sizeof path, "/proc/%ld/comm", process);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    if (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        (void)snprintf(program, size, "%s", line);
    }
    (void)fclose(file);
}

bool port_owner_find(dev_t device, struct port_holder *holder)
{
    DIR *d = opendir("/proc");

    *holder = (struct port_holder){0};
    if (d == NULL)
        return false;
    for (struct dirent *entry; holder->process == 0 && (entry = readdir(d)) != NULL;) {
        long process = strtol(entry->d_name, NULL, 10);
        if (process > 0 && process != (long)getpid() && holds(entry->d_name, device))
            holder->process = process;
    }
    (void)closedir(d);
    if (holder->process != 0)
        port_owner_program(holder->process, holder->program, sizeof holder->program);
    return holder->process != 0;
}

enum hpt_status fault_busy(struct fault *f, const char *path, struct port_holder holder)
{
    struct stat st;

    if (holder.process == 0 && stat(path, &st) == 0)
        (void)port_owner_find(st.st_rdev, &holder);
    if (holder.process == 0)
        return fault_input(f,
                           "another program has %s open; close the other terminal or monitor on "
                           "it. If the board was just plugged in it may be ModemManager, which "
                           "lets go after some seconds",
                           path);
    if (strcmp(holder.program, "ModemManager") == 0)
        return fault_input(f,
                           "ModemManager (process %ld) is probing %s; wait ten seconds and try "
                           "again, or run: sudo systemctl stop ModemManager",
                           holder.process, path);
    return fault_input(f, "%s (process %ld) has %s open; end it there and try again",
                       holder.program[0] != '\0' ? holder.program : "another program",
                       holder.process, path);
}
