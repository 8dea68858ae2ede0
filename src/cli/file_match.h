/* The files whose names begin as what was typed at a prompt. */
#ifndef CLI_FILE_MATCH_H
#define CLI_FILE_MATCH_H

#include <limits.h>
#include <stddef.h>

enum { FILES_SHOWN = 40 };

struct file_match {
    size_t count;                          /* of all of them */
    size_t shown;                          /* of `names`: the first in the order of their bytes */
    char names[FILES_SHOWN][NAME_MAX + 1]; /* without a directory */
    char more[NAME_MAX + 2]; /* what all have behind what was typed; with a / behind a directory
                                that is the only one */
};

/* Looks in the directory of `typed`, which may begin with ~/ and have backslashes before blanks.
 * Files whose names begin with a dot count when the dot was typed; what has a line end in its name
 * cannot be typed, and never counts. A directory that cannot be read has none. */
void file_match_find(struct file_match *m, const char *typed);

/* "12 files: a, b, ...": as many names as `size` has room for, and how many there are more. */
void file_match_list(const struct file_match *m, char *text, size_t size);

#endif
