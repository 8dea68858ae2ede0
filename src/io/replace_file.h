/* Files that are written whole or not at all. */
#ifndef IO_REPLACE_FILE_H
#define IO_REPLACE_FILE_H

#include "io/fault.h"

struct replacement {
    void *self;
    const char *what; /* for sentences: "budget" */
    void (*write)(void *self, struct hpt_out *out);
    /* Looks at what was written before it takes the place of the file; NULL: all is well. */
    enum hpt_status (*verify)(void *self, const char *path, struct fault *f);
};

/* Writes a new file beside `path` and puts it in its place: who reads `path` meanwhile gets the old
 * one or the new one. What is no regular file is refused, and so is a symbolic link in a directory
 * where everybody may write. With a failure `path` is what it was. */
enum hpt_status replace_file(const char *path, const struct replacement *r,
                             struct fault *f) HPT_MUST_CHECK;

#endif
