#include "base/cache_line.h"

#include <stdlib.h>
#include <string.h>

void *cache_line_grow(void *old, size_t kept, size_t size)
{
    void *grown = aligned_alloc(CACHE_LINE, size);

    if (grown == NULL)
        return NULL;
    if (kept > 0)
        memcpy(grown, old, kept);
    free(old);
    return grown;
}
