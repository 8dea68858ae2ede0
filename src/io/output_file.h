/* Files that heapterm writes. */
#ifndef IO_OUTPUT_FILE_H
#define IO_OUTPUT_FILE_H

#include "io/fault.h"

/* Opens a regular file for reading and writing, and makes it if it is not there, as the umask has
 * it; *is_made says which. `must_be_new`: one that is there is refused. A symbolic link in a
 * directory where everybody may write is never followed: somebody else may have put it there. -1
 * with *f filled. */
int output_file_open(const char *path, bool must_be_new, bool *is_made, struct fault *f);

#endif
