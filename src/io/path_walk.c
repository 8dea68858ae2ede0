#include "io/path_walk.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEPS_MAX = 40 }; /* as many as the kernel follows */

/* Splits `path` at its last slash. */
static bool set(struct path_walk *w, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    size_t length = slash == NULL ? 0 : (size_t)(slash - path);
    char directory[PATH_SIZE], resolved[PATH_MAX];

    if (strlen(path) >= PATH_SIZE)
        return false;
    (void)path_copy(w->name, name);
    (void)snprintf(directory, sizeof directory, "%.*s", (int)length, path);
    if (slash == NULL || slash == path)
        (void)snprintf(directory, sizeof directory, "%s", slash == NULL ? "." : "/");
    const char *known = realpath(directory, resolved) == NULL ? directory : resolved;
    return path_copy(w->directory, known);
}

bool path_walk_start(struct path_walk *w, const char *path)
{
    w->steps = 0;
    return set(w, path);
}

bool path_walk_next(struct path_walk *w)
{
    char path[2 * PATH_SIZE + 1], target[PATH_SIZE];

    (void)snprintf(path, sizeof path, "%s/%s", w->directory, w->name);
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 0 || ++w->steps > STEPS_MAX)
        return false;
    target[length] = '\0';
    if (target[0] == '/')
        return set(w, target);
    (void)snprintf(path, sizeof path, "%s/%s", w->directory, target);
    return set(w, path);
}
