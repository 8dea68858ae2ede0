/* Small text files and links of /sys and /dev. HEAPTERM_ROOT names a directory that stands in place
 * of / when ports are looked for: tests bring their own boards. */
#ifndef IO_SYSFS_H
#define IO_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

enum { PATH_SIZE = 512 };

/* The path below the root; false when it would be longer than PATH_SIZE. */
bool root_path(char path[PATH_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));

/* False when it is longer than PATH_SIZE; the copy is empty then. */
bool path_copy(char path[PATH_SIZE], const char *from);

/* The first line of a file, without its end. Empty, and false, when it cannot be read. */
bool sysfs_read(const char *directory, const char *name, char *text, size_t size);

/* A number in hex, such as a product id. */
bool sysfs_read_hex(const char *directory, const char *name, unsigned *value);

/* The last word of what a link points to. Empty, and false, when it is none. */
bool sysfs_link_end(const char *directory, const char *name, char *text, size_t size);

/* Whether a file or link of that name is there. */
bool sysfs_has(const char *directory, const char *name);

#endif
