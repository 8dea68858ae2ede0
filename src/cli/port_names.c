#include "cli/port_names.h"

#include <dirent.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char links[] = "/dev/serial/by-id";

static const char *root(void)
{
    const char *root = getenv("HEAPTERM_ROOT");

    return root != NULL ? root : "";
}

/* The name that snprintf wrote, if it is whole. */
static void keep(struct port_names *n, int size)
{
    if (size > 0 && size < PORT_NAMES_SIZE)
        n->count++;
}

static void add(struct port_names *n, const char *lead, const char *name)
{
    if (n->count < PORT_NAMES_MAX)
        keep(n, snprintf(n->names[n->count], PORT_NAMES_SIZE, "%s%s", lead, name));
}

/* Where a path under root() leads, as a path under root(). False if nothing is there. */
static bool follow(const char *path, char node[PATH_MAX])
{
    char under[PATH_MAX], base[PATH_MAX];
    int size = snprintf(under, sizeof under, "%s%s", root(), path);

    if (size < 0 || size >= PATH_MAX || realpath(under, node) == NULL)
        return false;
    if (*root() == '\0' || realpath(root(), base) == NULL)
        return true;
    size_t length = strlen(base);
    if (strncmp(node, base, length) == 0)
        memmove(node, node + length, strlen(node + length) + 1);
    return true;
}

static void add_links(struct port_names *n, const char *node)
{
    char path[PATH_MAX], target[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s%s", root(), links);
    DIR *d = size > 0 && size < PATH_MAX ? opendir(path) : NULL;

    if (d == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
        size = snprintf(path, sizeof path, "%s/%s", links, entry->d_name);
        if (size < 0 || size >= PATH_MAX || !follow(path, target) || strcmp(target, node) != 0)
            continue;
        add(n, "", path);
        add(n, "", entry->d_name);
    }
    (void)closedir(d);
}

/* The first line of an attribute of the USB device that is `up` above a tty; "" if it has none. */
static void read_attribute(const char *tty, const char *up, const char *name, char value[128])
{
    char path[PATH_MAX];
    int size =
        snprintf(path, sizeof path, "%s/sys/class/tty/%s/device/%s/%s", root(), tty, up, name);
    FILE *file = size > 0 && size < PATH_MAX ? fopen(path, "re") : NULL;

    if (file == NULL || fgets(value, 128, file) == NULL)
        value[0] = '\0';
    value[strcspn(value, "\n")] = '\0';
    if (file != NULL)
        (void)fclose(file);
}

/* ttyACM hangs on an interface of the device, ttyUSB on a port of such an interface. */
static void add_usb(struct port_names *n, const char *node)
{
    static const char *const ups[] = {"..", "../.."};
    const char *tty = strrchr(node, '/') + 1;
    char vid[128], pid[128], serial[128], product[128];

    for (size_t i = 0; i < sizeof ups / sizeof *ups && n->count + 3 <= PORT_NAMES_MAX; i++) {
        read_attribute(tty, ups[i], "idVendor", vid);
        read_attribute(tty, ups[i], "idProduct", pid);
        if (*vid == '\0' || *pid == '\0')
            continue;
        read_attribute(tty, ups[i], "serial", serial);
        read_attribute(tty, ups[i], "product", product);
        keep(n, snprintf(n->names[n->count], PORT_NAMES_SIZE, "usb:%s:%s", vid, pid));
        if (*serial != '\0')
            keep(n,
                 snprintf(n->names[n->count], PORT_NAMES_SIZE, "usb:%s:%s:%s", vid, pid, serial));
        if (*product != '\0')
            add(n, "", product);
        return;
    }
}

void port_names_find(const char *input, struct port_names *n)
{
    char node[PATH_MAX], path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s%s%s", *input == '/' ? "" : links,
                        *input == '/' ? "" : "/", input);

    n->count = 0;
    add(n, "", input);
    /* A bare name may be one of by-id, unless a file here is called so. */
    if (size < 0 || size >= PATH_MAX || !follow(path, node))
        return;
    if (strcmp(node, input) != 0)
        add(n, "", node);
    if (strncmp(node, "/dev/", 5) != 0)
        return;
    add_usb(n, node);
    add_links(n, node);
}

bool port_names_fit(const struct port_names *n, const char *pattern)
{
    for (size_t i = 0; i < n->count; i++)
        if (fnmatch(pattern, n->names[i], FNM_CASEFOLD) == 0)
            return true;
    return false;
}
