/* A stand-in for the allocator of later newlib-nano releases, for use with an older library: it
 * replaces _malloc_r, _calloc_r and _realloc_r and keeps the library's _free_r, list and chunk form.
 * Written from the rules of those releases, not from their text.
 *
 *   a block that is split gives its head away, the remainder takes its place in the list;
 *   EXTEND=1: when the break cannot move by the whole amount, the last free chunk is enlarged
 *   if it touches the break;  EXTEND=0: it is not (as mbed-os does it with newlib 4.1.0);
 *   realloc keeps the pointer only for sizes above half of what the block can hold. */
#include <errno.h>
#include <reent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef EXTEND
#define EXTEND 1
#endif

typedef struct cell { int32_t bytes; struct cell *after; } cell;
cell *__malloc_free_list;
char *__malloc_sbrk_start;

#define SMALLEST 12u

static uint32_t room_for(size_t n)
{
    uint32_t bytes = (((uint32_t)n + 3u) & ~3u) + 8u;
    if (bytes < SMALLEST) bytes = SMALLEST;
    return (bytes >= 0x80000000u || bytes < n) ? 0 : bytes;
}

static cell *more(struct _reent *r, uint32_t bytes)
{
    uintptr_t got, even;
    if (!__malloc_sbrk_start) __malloc_sbrk_start = _sbrk_r(r, 0);
    got = (uintptr_t)_sbrk_r(r, (ptrdiff_t)bytes);
    if (got == (uintptr_t)-1) return NULL;
    even = (got + 3u) & ~(uintptr_t)3u;
    if (even != got && _sbrk_r(r, (ptrdiff_t)(even - got)) == (void *)-1) return NULL;
    return (cell *)even;
}

static cell *take(struct _reent *r, uint32_t bytes)
{
    cell **link, *c;

    for (link = &__malloc_free_list; (c = *link) != NULL; link = &c->after) {
        uint32_t left;
        if ((uint32_t)c->bytes < bytes) continue;
        left = (uint32_t)c->bytes - bytes;
        if (left < SMALLEST) {
            *link = c->after;
        } else {
            cell *rest = (cell *)((char *)c + bytes);
            rest->bytes = (int32_t)left;
            rest->after = c->after;
            *link = rest;
            c->bytes = (int32_t)bytes;
        }
        return c;
    }
    c = more(r, bytes);
    if (c) { c->bytes = (int32_t)bytes; return c; }
#if EXTEND
    for (link = &__malloc_free_list; *link && (*link)->after; link = &(*link)->after) { }
    c = *link;
    if (c && (char *)c + c->bytes == (char *)_sbrk_r(r, 0) && more(r, bytes - (uint32_t)c->bytes)) {
        c->bytes = (int32_t)bytes;
        *link = NULL;
        return c;
    }
#endif
    return NULL;
}

void *_malloc_r(struct _reent *r, size_t n)
{
    uint32_t bytes = room_for(n);
    cell *c = bytes ? take(r, bytes) : NULL;
    uintptr_t p;
    if (!c) { r->_errno = ENOMEM; return NULL; }
    p = (uintptr_t)c + 4;
    if (p & 7u) { *(int32_t *)p = -4; p += 4; }
    return (void *)p;
}

void *_calloc_r(struct _reent *r, size_t n, size_t each)
{
    size_t all;
    void *p;
    if (__builtin_mul_overflow(n, each, &all)) { r->_errno = ENOMEM; return NULL; }
    p = _malloc_r(r, all);
    if (p) memset(p, 0, all);
    return p;
}

void *_realloc_r(struct _reent *r, void *old, size_t n)
{
    int32_t word;
    size_t holds;
    void *p;
    if (!old) return _malloc_r(r, n);
    if (!n) { _free_r(r, old); return NULL; }
    word = ((int32_t *)old)[-1];
    holds = word < 0 ? (size_t)(*(int32_t *)((char *)old - 4 + word) - 4 + word) : (size_t)(word - 4);
    if (n <= holds && holds / 2 < n) return old;
    p = _malloc_r(r, n);
    if (!p) return NULL;
    memcpy(p, old, n < holds ? n : holds);
    _free_r(r, old);
    return p;
}
