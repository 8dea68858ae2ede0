/* Memory that runs out: the linker leads every allocation here (--wrap=malloc, calloc, realloc and
 * aligned_alloc), and after `left` of them each is refused. For one test program; it includes this
 * once. */
#ifndef TESTS_REFUSED_H
#define TESTS_REFUSED_H

#include "../wrapped_alloc.h"

#include <stdbool.h>

static long left = -1; /* allocations that still succeed; below 0: all do */

static bool is_refused(void)
{
    if (left < 0)
        return false;
    if (left == 0)
        return true;
    left--;
    return false;
}

void *__wrap_malloc(size_t size)
{
    return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return is_refused() ? NULL : __real_realloc(old, size);
}

void *__wrap_aligned_alloc(size_t line, size_t size)
{
    return is_refused() ? NULL : __real_aligned_alloc(line, size);
}

#endif
