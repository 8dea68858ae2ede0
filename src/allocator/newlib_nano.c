/* newlib-nano's malloc (newlib/libc/stdlib/nano-mallocr.c). A chunk is a size word and data; its
 * size is the request rounded to 4, plus 4 for padding, plus 4 for the word, at least 12. malloc
 * returns the first 8-aligned address behind the size word. One free list in address order, first
 * fit; a rest of 12 bytes or more is split off; neighbours merge on release. What fits nowhere
 * comes from sbrk, in exact amounts, and is never given back.
 *
 * Periods: until April 2021 the tail of a split chunk is handed out, since then the head; since
 * then, too, a last free chunk that touches the break is grown when sbrk has not enough for the
 * whole request (and only then). mbed-os from 6.14 brings a malloc of its own for one toolchain
 * that hands out the head and grows nothing (platform/source/newlib_nano_malloc_workaround.c).
 * Since August 2020 realloc moves a block that would keep half of it or less. With mbed-os heap
 * statistics every block carries 8 more bytes in front (platform/source/ mbed_alloc_wrappers.cpp),
 * and realloc always moves. */
#include "allocator/allocator.h"

enum { WORD = 4, ALIGN = 8, SMALLEST = 12 };

static uint64_t align_up(uint64_t value, uint64_t unit)
{
    return (value + unit - 1) / unit * unit;
}

static uint64_t payload(const struct allocator *a, uint64_t heap, uint64_t start)
{
    (void)heap;
    return align_up(start + WORD, ALIGN) + a->front;
}

static uint64_t need(const struct allocator *a, uint64_t request)
{
    if (request > INT32_MAX)
        return 0;
    uint64_t size = align_up(request + a->front, WORD) + (ALIGN - WORD) + WORD;
    return size > SMALLEST ? size : SMALLEST;
}

/* Cuts `wanted` bytes from the hole [from, from + hole). */
static void cut(const struct allocator *a, uint64_t from, uint64_t hole, uint64_t wanted,
                struct spot *s)
{
    uint64_t rest = hole - wanted;

    s->start = from;
    s->size = wanted;
    if (rest < SMALLEST)
        s->size = hole;
    else if (a->carve == CARVE_TAIL)
        s->start = from + rest;
}

/* What touches the break and is free, where the allocator may grow it. */
static uint64_t last_hole(const struct allocator *a, const struct blocks *b)
{
    return a->extends_last ? blocks_gap(b, blocks_last(b)) : 0;
}

/* Takes `wanted` bytes from above the break; false if they are not there. */
static bool grow(const struct allocator *a, const struct hpt_heap *pub, uint64_t wanted,
                 struct spot *s)
{
    bool open = pub->bounds == HPT_BOUNDS_INFERRED;
    uint64_t last = last_hole(a, pub->blocks);
    uint64_t top = align_up(pub->top, WORD);
    uint64_t last_start = align_up(pub->top - last, WORD);

    if (open || (pub->end >= top && pub->end - top >= wanted))
        s->start = top;
    else if (last > 0 && pub->end >= last_start && pub->end - last_start >= wanted)
        s->start = last_start;
    else
        return false;
    s->place = blocks_last(pub->blocks);
    s->size = wanted;
    s->top = s->start + wanted;
    return true;
}

/* The first hole that holds `wanted` bytes. Only the one at the heap's start may begin unaligned:
 * sbrk's first answer is rounded up. */
static bool first_fit(const struct blocks *b, uint64_t wanted, struct place *p, uint64_t *from,
                      uint64_t *hole)
{
    *p = (struct place){0};
    while (blocks_fit(b, *p, wanted, p)) {
        uint64_t start = blocks_end(b, *p);
        uint64_t end = start + blocks_gap(b, *p);
        *from = align_up(start, WORD);
        *hole = end - *from;
        if (end >= *from + wanted)
            return true;
        if (!blocks_next(b, p))
            return false;
    }
    return false;
}

static bool find(const struct allocator *a, const struct heaps *h, uint64_t request, struct spot *s)
{
    uint64_t wanted = need(a, request);
    uint64_t from;
    uint64_t hole;

    for (size_t i = 0; i < h->count && wanted > 0; i++) {
        if (h->pub[i].native)
            continue;
        *s = (struct spot){.heap = i, .top = h->pub[i].top};
        if (first_fit(&h->blocks[i], wanted, &s->place, &from, &hole))
            cut(a, from, hole, wanted, s);
        else if (!grow(a, &h->pub[i], wanted, s))
            continue;
        s->address = payload(a, 0, s->start);
        return true;
    }
    return false;
}

/* Is a chunk at `start` what the rules would cut from the hole [from, to)? */
static bool explains(const struct allocator *a, uint64_t start, uint64_t wanted, uint64_t from,
                     uint64_t to)
{
    bool at_head = start == from;
    bool at_tail = start + wanted == to;
    bool whole = at_head && to - start >= wanted && to - start - wanted < SMALLEST;

    return whole || (a->carve == CARVE_TAIL ? at_tail : at_head);
}

/* The chunk begins one or two words before the payload; the rules of splitting may tell which. */
static void shape(const struct allocator *a, uint64_t request, uint64_t address, uint64_t from,
                  uint64_t to, struct spot *s)
{
    uint64_t wanted = need(a, request);
    uint64_t near = address - a->front - WORD;
    uint64_t far = near - WORD;

    wanted = wanted > 0 ? wanted : SMALLEST;
    if (near < from ||
        (far >= from && !explains(a, near, wanted, from, to) && explains(a, far, wanted, from, to)))
        s->start = far;
    else
        s->start = near;
    s->size = wanted;
    if (to > s->start + wanted && to - s->start - wanted < SMALLEST)
        s->size = to - s->start;
    s->address = address;
}

static bool stays(const struct allocator *a, const struct record *r, uint64_t request)
{
    uint64_t usable = r->start + r->size - r->address;

    if (a->front > 0)
        return false;
    return request <= usable && (!a->half_rule || request > usable / 2);
}

static uint64_t serves(const struct allocator *a, uint64_t bytes)
{
    bytes = bytes / WORD * WORD;
    return bytes < SMALLEST || bytes < ALIGN + a->front ? 0 : bytes - ALIGN - a->front;
}

#define NANO(symbol, label, words, ...)                                                            \
    const struct allocator symbol = {.name = label,                                                \
                                     .about = words,                                               \
                                     .models = true,                                               \
                                     .first_fit = true,                                            \
                                     .is_given_more = true,                                        \
                                     .unit = WORD,                                                 \
                                     .least = SMALLEST,                                            \
                                     .padding = ALIGN - WORD,                                      \
                                     .need = need,                                                 \
                                     .find = find,                                                 \
                                     .shape = shape,                                               \
                                     .stays = stays,                                               \
                                     .serves = serves,                                             \
                                     .payload = payload,                                           \
                                     __VA_ARGS__}

NANO(allocator_nano_tail, "newlib-nano", "newlib-nano until 2020: the tail of a split chunk",
     .carve = CARVE_TAIL);
NANO(allocator_nano_tail_half, "newlib-nano-2020",
     "newlib-nano from August 2020: as before, realloc moves what shrinks to half",
     .carve = CARVE_TAIL, .half_rule = true);
NANO(allocator_nano_head, "newlib-nano-2021",
     "newlib-nano from April 2021: the head of a split chunk", .carve = CARVE_HEAD,
     .half_rule = true, .extends_last = true);
NANO(allocator_nano_head_plain, "newlib-nano-mbed",
     "mbed-os's own for GCC 10.3: the head, and a last free chunk never grows", .carve = CARVE_HEAD,
     .half_rule = true);
NANO(allocator_nano_tail_stats, "newlib-nano+stats",
     "newlib-nano until 2021 under mbed-os heap statistics", .carve = CARVE_TAIL, .front = 8);
NANO(allocator_nano_head_stats, "newlib-nano-2021+stats",
     "newlib-nano from April 2021 under mbed-os heap statistics", .carve = CARVE_HEAD, .front = 8,
     .extends_last = true);
