#include "cli/port_names.h"

#include "io/ports.h"

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

static void add_usb(struct port_names *n, const char *node)
{
    char path[PATH_SIZE];
    struct port_info info;

    if (!root_path(path, "%s", node) || !port_describe(path, &info) || !info.is_usb ||
        n->count + 3 > PORT_NAMES_MAX)
        return;
    keep(n, snprintf(n->names[n->count], PORT_NAMES_SIZE, "usb:%04x:%04x", info.vid, info.pid));
    if (info.serial[0] != '\0')
        keep(n, snprintf(n->names[n->count], PORT_NAMES_SIZE, "usb:%04x:%04x:%s", info.vid,
                         info.pid, info.serial));
    if (info.product[0] != '\0')
        add(n, "", info.product);
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
