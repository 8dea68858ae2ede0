/* Sentences put together piece by piece. */
#ifndef BASE_APPEND_H
#define BASE_APPEND_H

#include <stddef.h>

/* printf behind what stands in a buffer of `size` bytes; what has no room is cut. */
void append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
