/* A path, and where its links lead, one step at a time: a stable name of a port is a link to its
 * node, and each of them may be missing. */
#ifndef IO_PATH_WALK_H
#define IO_PATH_WALK_H

#include "io/sysfs.h"

struct path_walk {
    char directory[PATH_SIZE]; /* without links, as far as it exists */
    char name[PATH_SIZE];      /* in that directory */
    unsigned steps;
};

/* False when the path is too long. */
bool path_walk_start(struct path_walk *w, const char *path);

/* Follows the link. False when there is none, or a chain of them has no end. */
bool path_walk_next(struct path_walk *w);

#endif
