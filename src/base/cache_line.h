/* Arrays whose elements are to lie in as few cache lines as they have room for. */
#ifndef BASE_CACHE_LINE_H
#define BASE_CACHE_LINE_H

#include <stddef.h>

enum { CACHE_LINE = 64 };

/* As realloc, but what it returns begins a cache line: `size`, a multiple of CACHE_LINE, bytes,
 * with the first `kept` of `old`, which is freed. NULL without memory; `old` then stays. */
void *cache_line_grow(void *old, size_t kept, size_t size);

#endif
