#include "io/ports.h"

#include "base/nearest.h"
#include "io/boards.h"
#include "io/path_walk.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A UART behind a recent kernel's `serial-base` has two levels of that bus, without a word on the
 * driver, below its device. */
static bool is_wrapper(const char *directory)
{
    char subsystem[64];

    return sysfs_link_end(directory, "subsystem", subsystem, sizeof subsystem) &&
           strcmp(subsystem, "serial-base") == 0;
}

static void read_usb_device(const char *directory, struct port_info *info)
{
    const char *slash = strrchr(directory, '/');

    info->is_usb = sysfs_read_hex(directory, "idVendor", &info->vid) &&
                   sysfs_read_hex(directory, "idProduct", &info->pid);
    (void)sysfs_read(directory, "product", info->product, sizeof info->product);
    (void)sysfs_read(directory, "manufacturer", info->manufacturer, sizeof info->manufacturer);
    (void)sysfs_read(directory, "serial", info->serial, sizeof info->serial);
    (void)snprintf(info->place, sizeof info->place, "%s", slash == NULL ? "" : slash + 1);
}

/* From the device upwards: the driver is of the lowest level, the interface above it, the USB
 * device above that. */
static void read_device(char *directory, struct port_info *info)
{
    for (int level = 0; level < 8 && *directory != '\0'; level++) {
        if (info->driver[0] == '\0' && !is_wrapper(directory))
            (void)sysfs_link_end(directory, "driver", info->driver, sizeof info->driver);
        (void)sysfs_read_hex(directory, "bInterfaceNumber", &info->interface);
        if (sysfs_has(directory, "idVendor")) {
            read_usb_device(directory, info);
            return;
        }
        char *slash = strrchr(directory, '/');
        if (slash != NULL)
            *slash = '\0';
    }
}

static void find_by_id(const char *name, struct port_info *info)
{
    char directory[PATH_SIZE], target[NAME_MAX + 1];
    DIR *d = root_path(directory, "/dev/serial/by-id") ? opendir(directory) : NULL;

    if (d == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(d)) != NULL;)
        if (sysfs_link_end(directory, entry->d_name, target, sizeof target) &&
            strcmp(target, name) == 0)
            (void)root_path(info->by_id, "/dev/serial/by-id/%s", entry->d_name);
    (void)closedir(d);
}

static void find_board(struct port_info *info)
{
    const struct board *board = info->is_usb ? board_of(info->vid, info->pid, info->serial) : NULL;

    info->board = board == NULL ? NULL : board->name;
    info->reset = board == NULL ? NULL : board->reset;
}

/* False for what is no serial port: a console, or a UART that the kernel has a number for and no
 * hardware. */
static bool read_tty(const char *name, struct port_info *info)
{
    char directory[PATH_SIZE], device[PATH_SIZE + 8], resolved[PATH_MAX], type[8];

    *info = (struct port_info){0};
    if (!root_path(info->path, "/dev/%s", name) ||
        !root_path(directory, "/sys/class/tty/%s", name) || !sysfs_has(directory, "device"))
        return false;
    if (sysfs_read(directory, "type", type, sizeof type) && strcmp(type, "0") == 0)
        return false;
    (void)snprintf(device, sizeof device, "%s/device", directory);
    if (realpath(device, resolved) == NULL)
        return false;
    read_device(resolved, info);
    find_by_id(name, info);
    find_board(info);
    return true;
}

static int by_path(const void *a, const void *b)
{
    return strverscmp(((const struct port_info *)a)->path, ((const struct port_info *)b)->path);
}

static void add(struct ports *ports, const struct port_info *info)
{
    struct port_info *list = realloc(ports->list, (ports->count + 1) * sizeof *list);

    if (list == NULL)
        return;
    list[ports->count++] = *info;
    ports->list = list;
}

void ports_read(struct ports *ports)
{
    char directory[PATH_SIZE], nodes[PATH_SIZE];
    struct port_info info;

    *ports = (struct ports){0};
    DIR *d = root_path(nodes, "/dev") && root_path(directory, "/sys/class/tty") ? opendir(directory)
                                                                                : NULL;
    if (d == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(d)) != NULL;)
        if (entry->d_name[0] != '.' && read_tty(entry->d_name, &info) &&
            sysfs_has(nodes, entry->d_name))
            add(ports, &info);
    (void)closedir(d);
    if (ports->count > 1)
        qsort(ports->list, ports->count, sizeof *ports->list, by_path);
}

void ports_release(struct ports *ports)
{
    free(ports->list);
    *ports = (struct ports){0};
}

bool port_describe(const char *path, struct port_info *info)
{
    char nodes[PATH_SIZE], resolved[PATH_MAX];
    struct path_walk walk;

    *info = (struct port_info){0};
    if (!root_path(nodes, "/dev") || !path_walk_start(&walk, path))
        return false;
    const char *directory = realpath(nodes, resolved) == NULL ? nodes : resolved;
    do
        if (strcmp(walk.directory, directory) == 0 && read_tty(walk.name, info))
            return true;
    while (path_walk_next(&walk));
    *info = (struct port_info){0};
    if (realpath(path, resolved) != NULL)
        (void)path_copy(info->path, resolved);
    return false;
}

bool port_is_same(const struct port_info *a, const struct port_info *b)
{
    if (!a->is_usb || !b->is_usb || a->vid != b->vid || a->pid != b->pid ||
        a->interface != b->interface)
        return false;
    return a->serial[0] != '\0' || b->serial[0] != '\0' ? strcmp(a->serial, b->serial) == 0
                                                        : strcmp(a->place, b->place) == 0;
}

void port_title(const struct port_info *info, char *text, size_t size)
{
    const char *name = info->board != NULL        ? info->board
                       : info->product[0] != '\0' ? info->product
                                                  : "serial port";

    if (info->is_usb)
        (void)snprintf(text, size, "%s, %04x:%04x", name, info->vid, info->pid);
    else
        (void)snprintf(text, size, "%s", name);
}

/* An insertion sort: there are a handful. */
void ports_sort_near(struct ports *ports, const char *wanted)
{
    for (size_t i = 1; i < ports->count; i++) {
        const struct port_info moved = ports->list[i];
        size_t distance = name_distance(wanted, moved.path), place = i;
        for (; place > 0; place--) {
            if (name_distance(wanted, ports->list[place - 1].path) <= distance)
                break;
            ports->list[place] = ports->list[place - 1];
        }
        ports->list[place] = moved;
    }
}
