/* Files that heapterm writes. */
#ifndef IO_OUTPUT_FILE_H
#define IO_OUTPUT_FILE_H

#include "io/fault.h"

#include <limits.h>

/* The directory that `path` is in, in `copy`. */
const char *output_directory(const char *path, char copy[PATH_MAX]);

/* Whether everybody may write in that directory: then a link there may be a trap. */
bool output_is_open_to_all(const char *directory);

/* Opens a regular file for reading and writing, and makes it if it is not there, as the umask has
 * it; *is_made says which. `must_be_new`: one that is there is refused. A symbolic link in a
 * directory where everybody may write is never followed: somebody else may have put it there. -1
 * with *f filled. */
int output_file_open(const char *path, bool must_be_new, bool *is_made, struct fault *f);

#endif
