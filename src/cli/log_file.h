/* A log: a file that gets bytes as they come. A disk that is full costs the bytes that it has no
 * room for, and not the run. */
#ifndef CLI_LOG_FILE_H
#define CLI_LOG_FILE_H

#include "io/fault.h"

#include <stddef.h>
#include <stdint.h>

/* When the name is taken already. */
enum log_mode { LOG_APPEND, LOG_NEW, LOG_OVERWRITE };

struct log_options {
    const char *path; /* with fields of strftime; NULL: no log */
    enum log_mode mode;
    uint64_t rotate_size; /* bytes after which the next file begins, at the next line; 0: never */
    uint64_t rotate_s;    /* and the same in seconds */
};

struct log_file {
    struct log_options options;
    int fd;            /* -1: closed */
    char path[1024];   /* of the file that is written now */
    uint64_t size;     /* of it */
    uint64_t begun_s;  /* the wall clock when it was opened */
    char last;         /* the byte written last */
    uint64_t missing;  /* bytes that could not be written since it went wrong */
    uint64_t missed;   /* and over the whole run */
    uint64_t retry_ns; /* when to try again */
    void *self;
    void (*tell)(void *self, const char *sentence); /* something went wrong, or goes on */
};

/* Opens the file with the user's umask; never through a link that stands in a directory which
 * everybody may write, nor `input`, which is read meanwhile (may be NULL). Fill self and tell
 * afterwards. HPT_OK, or *f says why not. */
enum hpt_status log_file_open(struct log_file *l, const struct log_options *options,
                              const char *input, struct fault *f);

/* Adds bytes: they are with the system when this returns. */
void log_file_add(struct log_file *l, const char *bytes, size_t size);

bool log_file_is_open(const struct log_file *l);

/* Whether both are open and write to one regular file. */
bool log_file_is_same(const struct log_file *one, const struct log_file *other);

/* HPT_OK, or *f says that bytes are missing from the log. */
enum hpt_status log_file_close(struct log_file *l, struct fault *f);

#endif
