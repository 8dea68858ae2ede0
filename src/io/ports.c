#include "io/ports.h"

#include "io/nearest.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct ports *ports, const char *directory, const char *name)
{
    if (ports->count == PORTS_MAX)
        return;
    int size =
        snprintf(ports->names[ports->count], sizeof ports->names[0], "%s/%s", directory, name);
    if (size > 0 && (size_t)size < sizeof ports->names[0])
        ports->count++;
}

static bool is_port_name(const char *name)
{
    return strncmp(name, "ttyACM", 6) == 0 || strncmp(name, "ttyUSB", 6) == 0;
}

static bool is_link_name(const char *name)
{
    return name[0] != '.';
}

static void add_all(struct ports *ports, const char *directory, bool (*fits)(const char *name))
{
    DIR *d = opendir(directory);

    if (d == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(d)) != NULL;)
        if (fits(entry->d_name))
            add(ports, directory, entry->d_name);
    (void)closedir(d);
}

/* By distance from the wanted name, then by name. An insertion sort: there are a handful. */
static void sort(struct ports *ports, const char *wanted)
{
    for (size_t i = 1; i < ports->count; i++) {
        char name[PORT_NAME_SIZE];
        memcpy(name, ports->names[i], sizeof name);
        size_t distance = name_distance(wanted, name);
        size_t place = i;
        for (; place > 0; place--) {
            const char *before = ports->names[place - 1];
            size_t its = name_distance(wanted, before);
            if (its < distance || (its == distance && strcmp(before, name) <= 0))
                break;
            memcpy(ports->names[place], before, sizeof name);
        }
        memcpy(ports->names[place], name, sizeof name);
    }
}

void ports_list(struct ports *ports, const char *wanted)
{
    ports->count = 0;
    add_all(ports, "/dev", is_port_name);
    add_all(ports, "/dev/serial/by-id", is_link_name);
    sort(ports, wanted);
}

/* A path under /dev, or the bare name of a port as other systems and people write it. */
static bool means_port(const char *path)
{
    if (strncmp(path, "/dev/", 5) == 0)
        return true;
    return strchr(path, '/') == NULL &&
           (strncmp(path, "tty", 3) == 0 || strncmp(path, "cu.", 3) == 0 ||
            strncmp(path, "COM", 3) == 0);
}

enum hpt_status fault_missing(struct fault *f, const char *path)
{
    struct ports ports;

    if (!means_port(path))
        return fault_input(f, "there is no file %s; check the path and its spelling", path);
    ports_list(&ports, path);
    if (ports.count == 0)
        return fault_input(f,
                           "there is no port %s, and no serial port is attached; plug the board in "
                           "with a cable that carries data and try again",
                           path);
    (void)fault_input(f, "there is no port %s; the ports here are", path);
    for (size_t i = 0; i < ports.count; i++) {
        size_t used = strlen(f->message);
        (void)snprintf(f->message + used, sizeof f->message - used, "%s %s", i == 0 ? "" : ",",
                       ports.names[i]);
    }
    return fault_hint(f, "try heapterm %s", ports.names[0]);
}
