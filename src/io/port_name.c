#include "io/port_name.h"

#include "io/path_walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_auto(const char *name)
{
    return strcmp(name, "auto") == 0;
}

static bool is_usb(const char *name)
{
    return strncmp(name, "usb:", 4) == 0;
}

/* udev writes usb-WORDS-if01, and -port0 behind some. A file in this directory comes first. */
static bool is_by_id(const char *name)
{
    char directory[PATH_SIZE];
    struct stat st;

    if (strchr(name, '/') != NULL || *name == '\0' || *name == '.' || lstat(name, &st) == 0)
        return false;
    return (strncmp(name, "usb-", 4) == 0 && strstr(name, "-if") != NULL) ||
           (root_path(directory, "/dev/serial/by-id") && sysfs_has(directory, name));
}

bool port_name_is_special(const char *name)
{
    struct stat st;

    return is_usb(name) || (is_auto(name) && lstat(name, &st) != 0) || is_by_id(name);
}

static bool is_below(const char *path, const char *directory)
{
    size_t length = strlen(directory);

    return strncmp(path, directory, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static const char pseudo_terminals[] = "/dev/pts";

bool port_name_is_passing(const char *name)
{
    struct path_walk walk;

    return !port_name_is_special(name) && path_walk_start(&walk, name) &&
           strcmp(walk.directory, pseudo_terminals) == 0;
}

bool port_place_is_stale(const struct port_place *place, const struct port_place *before)
{
    const struct stat *now = &place->link, *then = &before->link;

    return is_below(place->info.path, pseudo_terminals) && now->st_ino == then->st_ino &&
           now->st_ctim.tv_sec == then->st_ctim.tv_sec &&
           now->st_ctim.tv_nsec == then->st_ctim.tv_nsec;
}

bool port_name_is_sure(const char *name)
{
    char nodes[PATH_SIZE];
    struct path_walk walk;

    if (port_name_is_special(name))
        return true;
    if (port_name_is_passing(name) || !root_path(nodes, "/dev") || !path_walk_start(&walk, name))
        return false;
    do
        if (is_below(walk.directory, nodes) || is_below(walk.directory, "/dev"))
            return true;
    while (path_walk_next(&walk));
    return false;
}

/* What usb:VID:PID[:SERIAL] asks for; a serial number may hold colons itself. */
struct usb_name {
    unsigned vid, pid;
    const char *serial; /* NULL: any */
};

static bool take_id(const char **at, unsigned *id)
{
    char *end;

    if (strspn(*at, "0123456789abcdefABCDEF") == 0)
        return false;
    unsigned long value = strtoul(*at, &end, 16);
    *id = (unsigned)value;
    *at = end;
    return value <= 0xffff;
}

static bool usb_name_parse(const char *name, struct usb_name *usb)
{
    const char *at = name + 4;

    *usb = (struct usb_name){0};
    if (!take_id(&at, &usb->vid) || *at++ != ':' || !take_id(&at, &usb->pid))
        return false;
    if (*at == ':' && at[1] != '\0')
        usb->serial = at + 1;
    return *at == '\0' || usb->serial != NULL;
}

static bool fits(const struct port_info *info, const struct usb_name *usb)
{
    return info->is_usb &&
           (usb == NULL || (info->vid == usb->vid && info->pid == usb->pid &&
                            (usb->serial == NULL || strcasecmp(info->serial, usb->serial) == 0)));
}

/* Several ports of one device are no doubt: the first is meant. */
static bool is_same_device(const struct port_info *a, const struct port_info *b)
{
    return strcmp(a->place, b->place) == 0;
}

static enum hpt_status fault_several(struct fault *f, const char *name, const struct ports *fitting)
{
    (void)fault_usage(f, "%s could be one of several ports:", name);
    for (size_t i = 0; i < fitting->count; i++) {
        char title[PATH_SIZE];
        size_t used = strlen(f->message);
        port_title(&fitting->list[i], title, sizeof title);
        (void)snprintf(f->message + used, sizeof f->message - used, "%s %s (%s%s%s)",
                       i == 0 ? "" : ",", fitting->list[i].path, title,
                       fitting->list[i].serial[0] != '\0' ? ":" : "", fitting->list[i].serial);
    }
    return fault_hint(f, "name one of them");
}

/* `auto` (usb NULL) does not choose between the ports of one board: which one talks is not known;
 * VID and PID are written by who knows the board. */
static enum port_found choose(const char *name, const struct usb_name *usb,
                              struct port_place *place, struct fault *f)
{
    struct ports ports, fitting;

    ports_read(&ports);
    fitting = (struct ports){.list = ports.list};
    for (size_t i = 0; i < ports.count; i++)
        if (fits(&ports.list[i], usb))
            fitting.list[fitting.count++] = ports.list[i];
    enum port_found found = fitting.count == 0 ? PORT_MISSING : PORT_FOUND;
    for (size_t i = 1; i < fitting.count; i++)
        if (usb == NULL || !is_same_device(&fitting.list[0], &fitting.list[i]))
            found = PORT_UNCLEAR;
    if (found == PORT_UNCLEAR)
        (void)fault_several(f, name, &fitting);
    if (found == PORT_FOUND) {
        place->info = fitting.list[0];
        (void)path_copy(place->path, place->info.path);
    }
    ports_release(&ports);
    return found;
}

static bool find_known(const struct port_info *known, struct port_place *place)
{
    struct ports ports;
    bool found = false;

    ports_read(&ports);
    for (size_t i = 0; i < ports.count && !found; i++) {
        found = port_is_same(&ports.list[i], known);
        if (!found)
            continue;
        place->info = ports.list[i];
        (void)path_copy(place->path, place->info.path);
    }
    ports_release(&ports);
    return found;
}

static void read_last_link(const char *path, struct stat *link)
{
    char step[2 * PATH_SIZE + 1];
    struct path_walk walk;
    struct stat st;

    if (!path_walk_start(&walk, path))
        return;
    do {
        (void)snprintf(step, sizeof step, "%s/%s", walk.directory, walk.name);
        if (lstat(step, &st) == 0 && S_ISLNK(st.st_mode))
            *link = st;
    } while (path_walk_next(&walk));
}

static enum port_found find_path(const char *path, struct port_place *place)
{
    struct stat st;

    if (!path_copy(place->path, path))
        return PORT_MISSING;
    if (stat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return PORT_MISSING;
    (void)port_describe(path, &place->info);
    read_last_link(path, &place->link);
    return PORT_FOUND;
}

static enum port_found find_named(const char *name, struct port_place *place, struct fault *f)
{
    char path[PATH_SIZE];
    struct usb_name usb;

    if (!port_name_is_special(name))
        return find_path(name, place);
    if (is_auto(name))
        return choose(name, NULL, place, f);
    if (!is_usb(name))
        return root_path(path, "/dev/serial/by-id/%s", name) ? find_path(path, place)
                                                             : PORT_MISSING;
    if (usb_name_parse(name, &usb))
        return choose(name, &usb, place, f);
    (void)fault_usage(f,
                      "'%s' names no USB device; write usb:VID:PID or usb:VID:PID:SERIAL in hex, "
                      "such as usb:0d28:0204",
                      name);
    return PORT_UNCLEAR;
}

enum port_found port_find(const char *name, const struct port_info *known, struct port_place *place,
                          struct fault *f)
{
    *place = (struct port_place){0};
    if (known == NULL || !known->is_usb)
        return find_named(name, place, f);
    enum port_found found = find_named(name, place, f);
    if (found == PORT_FOUND && port_is_same(&place->info, known))
        return PORT_FOUND;
    struct port_place named = *place;
    if (find_known(known, place))
        return PORT_FOUND;
    *place = named;
    return found;
}

/* The bare name of a port as other systems and people write it. */
static bool means_port(const char *name)
{
    if (port_name_is_sure(name) || port_name_is_passing(name))
        return true;
    return strchr(name, '/') == NULL &&
           (strncmp(name, "tty", 3) == 0 || strncmp(name, "cu.", 3) == 0 ||
            strncmp(name, "COM", 3) == 0);
}

static void say_missing(struct fault *f, const char *name)
{
    if (is_auto(name))
        (void)fault_input(f, "no board is attached");
    else
        (void)fault_input(f, "there is no port %s", name);
}

static void add_ports(struct fault *f, const struct ports *ports)
{
    (void)fault_hint(f, "the ports here are");
    for (size_t i = 0; i < ports->count; i++) {
        size_t used = strlen(f->message);
        (void)snprintf(f->message + used, sizeof f->message - used, "%s %s", i == 0 ? "" : ",",
                       ports->list[i].path);
    }
}

enum hpt_status fault_missing(struct fault *f, const char *name)
{
    struct ports ports;

    if (!means_port(name))
        return fault_input(f, "there is no file %s; check the path and its spelling", name);
    ports_read(&ports);
    ports_sort_near(&ports, name);
    say_missing(f, name);
    if (ports.count > 0) {
        add_ports(f, &ports);
        (void)fault_hint(f, "try heapterm %s", ports.list[0].path);
    } else {
        (void)fault_hint(f, "no serial port is attached: plug the board in with a cable that "
                            "carries data and try again");
    }
    ports_release(&ports);
    return f->status;
}

enum hpt_status fault_not_yet(struct fault *f, const char *name)
{
    struct ports ports;

    ports_read(&ports);
    ports_sort_near(&ports, name);
    say_missing(f, name);
    if (ports.count > 0)
        add_ports(f, &ports);
    (void)fault_hint(f, "waiting for it");
    ports_release(&ports);
    return f->status;
}
