/* The allocator of the micro:bit runtime: microbit-dal's MicroBitHeapAllocator.cpp, and CODAL's
 * CodalHeapAllocator.cpp with a word of 4 bytes. A header word in front of each block, first fit
 * from the start of each heap in the order of creation. The device merges free neighbours while it
 * searches, each run before it judges it, so a run counts as one hole. A remainder of one word
 * stays with the block. malloc(0) is refused. */
#include "allocator/allocator.h"

enum { WORD = 4 };

static uint64_t need(const struct allocator *a, uint64_t request)
{
    (void)a;
    if (request == 0 || request > INT32_MAX)
        return 0;
    return (request + WORD - 1) / WORD * WORD + WORD;
}

static uint64_t taken_of(uint64_t hole, uint64_t wanted)
{
    return hole - wanted < 2 * WORD ? hole : wanted;
}

/* Where a heap whose end is not known grows for a request: what lies above is free and joins a hole
 * that touches it. */
static __attribute__((cold)) struct spot grown(const struct heaps *h, size_t heap, uint64_t wanted)
{
    struct place last = blocks_last(&h->blocks[heap]);
    uint64_t start = blocks_end(&h->blocks[heap], last);

    return (struct spot){.heap = heap,
                         .place = last,
                         .start = start,
                         .size = wanted,
                         .address = start + WORD,
                         .top = start + wanted};
}

/* With the whole search in it: half of all events are this. */
static __attribute__((flatten)) bool find(const struct allocator *a, const struct heaps *h,
                                          uint64_t request, struct spot *s)
{
    uint64_t wanted = need(a, request);
    struct place p;

    for (size_t i = 0; i < h->count && wanted > 0; i++) {
        const struct blocks *b = &h->blocks[i];
        if (h->pub[i].native)
            continue;
        if (blocks_fit(b, (struct place){0}, wanted, &p)) {
            uint64_t start = blocks_end(b, p);
            *s = (struct spot){.heap = i,
                               .place = p,
                               .start = start,
                               .size = taken_of(blocks_gap(b, p), wanted),
                               .address = start + WORD,
                               .top = h->pub[i].top};
            return true;
        }
        if (h->pub[i].bounds == HPT_BOUNDS_INFERRED) {
            *s = grown(h, i, wanted);
            return true;
        }
    }
    return false;
}

static void shape(const struct allocator *a, uint64_t request, uint64_t address, uint64_t from,
                  uint64_t to, struct spot *s)
{
    uint64_t wanted = need(a, request);

    (void)from;
    wanted = wanted > 0 ? wanted : 2 * WORD;
    s->start = address - WORD;
    s->size = to - s->start >= wanted ? taken_of(to - s->start, wanted) : wanted;
    s->address = address;
}

static bool stays(const struct allocator *a, const struct record *r, uint64_t request)
{
    (void)a;
    (void)r;
    (void)request;
    return false;
}

static uint64_t serves(const struct allocator *a, uint64_t bytes)
{
    (void)a;
    return bytes > WORD ? (bytes - WORD) / WORD * WORD : 0;
}

static uint64_t payload(const struct allocator *a, uint64_t heap, uint64_t start)
{
    (void)heap;
    (void)a;
    return start + WORD;
}

const struct allocator allocator_microbit = {
    .name = "microbit",
    .about = "micro:bit DAL and CODAL: first fit, 4-byte header, merges while searching",
    .models = true,
    .first_fit = true,
    .prints_heaps = true,
    .carve = CARVE_HEAD,
    .unit = WORD,
    .least = 2 * WORD,
    .need = need,
    .find = find,
    .shape = shape,
    .stays = stays,
    .serves = serves,
    .payload = payload,
};
