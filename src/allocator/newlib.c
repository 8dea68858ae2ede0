/* Full newlib's malloc (newlib/libc/stdlib/_mallocr.c, which is Doug Lea's malloc 2.6.5), as it is
 * on processors of 32 bits. A chunk has a size word and lends its last word to the chunk before it:
 * so what a chunk holds lies one word further up than the chunk. Here a block is what belongs to
 * it, from its size word to the next one; the first block also has what lies before it.
 *
 * A request takes n + 4 rounded up to 8, at least 16. Free neighbours are one chunk at once. Free
 * chunks are in bins: small ones of one size each, larger ones sorted; of equal ones the oldest
 * goes first. malloc looks
 * 1. in the request's own bin, and for small ones in the next, for a chunk with less than 16 bytes
 *    to spare, which goes with the block;
 * 2. at the rest of the last chunk that was split; where that is too small it goes into its bin;
 * 3. in the bins, for the smallest that is large enough; what is left of it is the last rest now;
 * 4. at the chunk at the top, of which 16 bytes must stay.
 * Too small a top is extended by whole pages of 4096 bytes, enough for the request alone; the very
 * first time, by no more than the request and up to the end of a page, if the heap goes so far. A
 * free that makes the top 128 KiB gives pages back. realloc shrinks and grows in place, downward
 * too. */
#include "allocator/allocator.h"

enum {
    WORD = 4,
    ALIGN = 8,
    SMALLEST = 16,
    PAGE = 4096,           /* malloc_getpagesize without SMALL_MEMORY */
    TRIM_FROM = 128 * 1024 /* M_TRIM_THRESHOLD */
};

static const struct bin_rules rules = {.align = ALIGN, .lead = WORD, .least = SMALLEST};

static uint64_t align_up(uint64_t value, uint64_t unit)
{
    return (value + unit - 1) / unit * unit;
}

static uint64_t need(const struct allocator *a, uint64_t request)
{
    (void)a;
    if (request > INT32_MAX - ALIGN - WORD)
        return 0;
    uint64_t size = (request + WORD + ALIGN - 1) / ALIGN * ALIGN;
    return size > SMALLEST ? size : SMALLEST;
}

static uint64_t payload(const struct allocator *a, uint64_t heap, uint64_t start)
{
    (void)a;
    return start == heap ? align_up(start, ALIGN) + ALIGN : start + WORD;
}

/* Bytes of the chunk at the top; 0 before the first. Its size has lost what is no whole word. */
static uint64_t top_chunk(const struct hpt_heap *heap, uint64_t top)
{
    uint64_t hole = blocks_end(heap->blocks, blocks_last(heap->blocks));
    uint64_t chunk = payload(NULL, heap->start, hole) - ALIGN;

    return top > chunk ? (top - chunk) / WORD * WORD : 0;
}

static bool is_open(const struct hpt_heap *heap)
{
    return heap->bounds == HPT_BOUNDS_INFERRED;
}

/* The top after it was extended for a chunk of `wanted` bytes; unchanged where that fails. */
static uint64_t extended(const struct hpt_heap *heap, uint64_t wanted)
{
    uint64_t more = wanted + SMALLEST;
    uint64_t left = heap->end - heap->top;

    if (heap->top != heap->start) { /* a top within a page was learned from an address */
        uint64_t to = align_up(heap->top + align_up(more, PAGE), PAGE);
        return left < align_up(more, PAGE) ? heap->top : to < heap->end ? to : heap->end;
    }
    uint64_t to_page = align_up(heap->start + more, PAGE);
    if (left < more)
        return heap->top;
    return to_page <= heap->end ? to_page : heap->start + more;
}

/* Takes `wanted` bytes from the chunk at the top. */
static bool take_top(const struct hpt_heap *heap, uint64_t wanted, struct spot *s)
{
    s->place = blocks_last(heap->blocks);
    s->start = blocks_end(heap->blocks, s->place);
    s->address = payload(NULL, heap->start, s->start);
    s->size = s->address - WORD + wanted - s->start;
    if (is_open(heap)) {
        s->top = s->start + s->size > heap->top ? s->start + s->size : heap->top;
        return true;
    }
    if (top_chunk(heap, heap->top) < wanted + SMALLEST)
        s->top = extended(heap, wanted);
    return top_chunk(heap, s->top) >= wanted + SMALLEST;
}

/* Takes `wanted` bytes from a free chunk. */
static bool take_chunk(const struct hpt_heap *heap, const struct bin_chunk *c, uint64_t wanted,
                       struct spot *s)
{
    uint64_t rest = c->size - wanted;

    s->place = blocks_find(heap->blocks, c->start);
    s->start = c->start;
    s->address = payload(NULL, heap->start, c->start);
    s->size = s->address - WORD + (rest < SMALLEST ? c->size : wanted) - c->start;
    return true;
}

/* Bins are numbered by size: 64 small ones, then 32 of 64 bytes each, and so on. */
static uint64_t bin_of(uint64_t size)
{
    if (size >> 9 == 0)
        return size >> 3;
    if (size >> 9 <= 4)
        return 56 + (size >> 6);
    if (size >> 9 <= 20)
        return 91 + (size >> 9);
    if (size >> 9 <= 84)
        return 110 + (size >> 12);
    if (size >> 9 <= 340)
        return 119 + (size >> 15);
    return size >> 9 <= 1364 ? 124 + (size >> 18) : 126;
}

/* Is it found at once in the request's own bin, or, for a small one, in the next? */
static bool is_exact(const struct bin_chunk *c, uint64_t wanted)
{
    enum { SMALL = 504 };

    return c->size - wanted < SMALLEST && (wanted < SMALL || bin_of(c->size) == bin_of(wanted));
}

static bool find_in(const struct hpt_heap *heap, uint64_t wanted, struct spot *s)
{
    const struct bins *bins = heap->blocks->bins;
    struct bin_chunk c;
    bool fits = bins_fit(bins, wanted, &c);

    if (fits && is_exact(&c, wanted))
        return take_chunk(heap, &c, wanted, s);
    if (bins->last.size >= wanted)
        return take_chunk(heap, &bins->last, wanted, s);
    s->parks = bins->last.size > 0;
    if (fits)
        return take_chunk(heap, &c, wanted, s);
    return take_top(heap, wanted, s);
}

static bool find(const struct allocator *a, const struct heaps *h, uint64_t request, struct spot *s)
{
    uint64_t wanted = need(a, request);
    size_t i = 0;

    while (i < h->count && h->pub[i].native)
        i++;
    *s = (struct spot){.heap = i};
    if (i == h->count)
        return false; /* and left nothing behind */
    s->top = h->pub[i].top;
    return wanted > 0 && find_in(&h->pub[i], wanted, s);
}

static void shape(const struct allocator *a, uint64_t request, uint64_t address, uint64_t from,
                  uint64_t to, struct spot *s)
{
    uint64_t wanted = need(a, request);
    uint64_t end = address - WORD + (wanted > 0 ? wanted : SMALLEST);

    s->start = address - WORD;
    if (s->start > from && s->start - from < SMALLEST)
        s->start = from;
    if (to > end && to - end < SMALLEST)
        end = to;
    s->size = end - s->start;
    s->address = address;
}

static bool stays(const struct allocator *a, const struct record *r, uint64_t request)
{
    uint64_t wanted = need(a, request);

    return wanted > 0 && r->address - WORD + wanted <= record_end(r);
}

/* A block and what lies beside it, all as bytes of chunks. */
struct neighbours {
    uint64_t bytes;
    uint64_t above; /* 0: in use */
    uint64_t below;
    uint64_t below_start;
    bool at_top;
};

static struct neighbours neighbours_of(const struct hpt_heap *heap, struct place p)
{
    const struct blocks *b = heap->blocks;
    struct place owner = blocks_before(b, p);
    struct place next = p;
    struct neighbours n = {.below_start = blocks_end(b, owner), .at_top = !blocks_next(b, &next)};

    n.bytes = blocks_end(b, p) - (blocks_address(b, p) - WORD);
    n.above = n.at_top ? top_chunk(heap, heap->top) : bin_bytes(&rules, false, 0, blocks_gap(b, p));
    n.below = bin_bytes(&rules, n.below_start == b->start, n.below_start, blocks_gap(b, owner));
    return n;
}

/* The block stays where it is, or (downward) begins where the hole below it does, with `wanted` of
 * `total` bytes. */
static enum resizing keep(const struct hpt_heap *heap, uint64_t start, uint64_t total,
                          uint64_t wanted, struct spot *s)
{
    uint64_t bytes = total - wanted < SMALLEST ? total : wanted;

    s->start = start;
    s->address = payload(NULL, heap->start, start);
    s->size = s->address - WORD + bytes - start;
    if (is_open(heap) && s->top < start + s->size)
        s->top = start + s->size;
    return RESIZES_HERE;
}

static enum resizing resize(const struct allocator *a, const struct heaps *h, size_t heap,
                            struct place p, uint64_t request, struct spot *s)
{
    const struct hpt_heap *pub = &h->pub[heap];
    struct neighbours n = neighbours_of(pub, p);
    uint64_t start = blocks_start(pub->blocks, p);
    uint64_t wanted = need(a, request);
    uint64_t spare = n.at_top ? SMALLEST : 0; /* must stay of the chunk at the top */
    uint64_t both = n.below > 0 && n.above > 0 ? n.below + n.bytes + n.above : 0;

    *s = (struct spot){.heap = heap, .top = pub->top};
    if (wanted == 0)
        return RESIZE_FAILS;
    if (wanted <= n.bytes)
        return keep(pub, start, n.bytes, wanted, s);
    if (n.at_top && (is_open(pub) || n.above + n.bytes >= wanted + spare))
        return keep(pub, start, wanted, wanted, s);
    s->takes_above = n.above > 0;
    if (!n.at_top && n.above > 0 && n.above + n.bytes >= wanted)
        return keep(pub, start, n.above + n.bytes, wanted, s);
    if (both >= wanted + spare)
        return keep(pub, n.below_start, n.at_top ? wanted : both, wanted, s);
    s->takes_above = false;
    if (n.below > 0 && n.below + n.bytes >= wanted)
        return keep(pub, n.below_start, n.below + n.bytes, wanted, s);
    if (!find(a, h, request, s))
        return RESIZE_FAILS;
    if (n.at_top && s->start == start + blocks_info(pub->blocks, p)->size)
        return keep(pub, start, wanted, wanted, s); /* the new block is right above: they join */
    return RESIZES_BY_MOVE;
}

static uint64_t trimmed(const struct allocator *a, const struct hpt_heap *heap)
{
    uint64_t chunk = top_chunk(heap, heap->top);
    uint64_t whole = chunk < TRIM_FROM ? 0 : align_up(chunk - SMALLEST, PAGE) - PAGE;

    (void)a;
    return is_open(heap) ? heap->top : heap->top - whole;
}

static uint64_t serves(const struct allocator *a, uint64_t bytes)
{
    (void)a;
    return bytes < SMALLEST ? 0 : bytes / ALIGN * ALIGN - WORD;
}

/* Bytes of the largest chunk that the top could give before anything was taken from the system. */
static uint64_t first_top(const struct hpt_heap *heap)
{
    uint64_t first = align_up(heap->start, ALIGN);
    uint64_t page = heap->end / PAGE * PAGE;
    uint64_t to =
        first == heap->start ? heap->end : page; /* what aligns is missing within a page */

    return to > first + SMALLEST ? to - first - SMALLEST : 0;
}

static uint64_t serves_last(const struct allocator *a, const struct hpt_heap *heap)
{
    uint64_t chunk = top_chunk(heap, heap->top);
    uint64_t pages = (heap->end - heap->top) / PAGE * PAGE;

    if (heap->top == heap->start)
        return serves(a, first_top(heap));
    chunk = pages > chunk ? pages : chunk;
    return serves(a, chunk > SMALLEST ? chunk - SMALLEST : 0);
}

static uint64_t largest(const struct allocator *a, const struct hpt_heap *heap)
{
    const struct bins *bins = heap->blocks->bins;
    uint64_t chunk = bins_largest(bins);
    uint64_t hole = serves(a, chunk > bins->last.size ? chunk : bins->last.size);
    uint64_t last = serves_last(a, heap);

    return hole > last ? hole : last;
}

static uint64_t less(uint64_t bytes, uint64_t spare)
{
    return bytes > spare ? bytes - spare : 0;
}

/* Up to the top it is the chunk at the top, of which some must stay; what the system gives beyond
 * is whole pages, and they must do alone. */
static uint64_t room(const struct allocator *a, const struct hpt_heap *heap, uint64_t from,
                     uint64_t to)
{
    (void)a;
    if (from == heap->start && heap->top == heap->start)
        return to == heap->end ? first_top(heap) : less(to, align_up(from, ALIGN));
    uint64_t chunk = payload(NULL, heap->start, from) - ALIGN;
    if (to < heap->top)
        return less(to, chunk + WORD);
    uint64_t below = from < heap->top ? less(heap->top, chunk) / WORD * WORD : 0;
    uint64_t pages = (to - heap->top) / PAGE * PAGE;
    return less(below > pages ? below : pages, SMALLEST);
}

/* A heap that ends later has its first top up to the end of a page, and whole pages from there on.
 */
static uint64_t shortfall(const struct allocator *a, const struct hpt_heap *heap, uint64_t request)
{
    uint64_t wanted = need(a, request) + SMALLEST;
    uint64_t top = align_up(heap->top, PAGE);

    if (wanted == SMALLEST || top_chunk(heap, heap->top) >= wanted)
        return 0;
    if (heap->top == heap->start)
        return less(heap->start + wanted, heap->end);
    if (top_chunk(heap, top) < wanted)
        top += align_up(wanted, PAGE);
    return less(top, heap->end);
}

const struct allocator allocator_newlib = {
    .name = "newlib",
    .about = "newlib without nano: bins, the smallest chunk that fits",
    .models = true,
    .bins = &rules,
    .need = need,
    .find = find,
    .shape = shape,
    .stays = stays,
    .resize = resize,
    .trimmed = trimmed,
    .serves = serves,
    .serves_last = serves_last,
    .largest = largest,
    .room = room,
    .shortfall = shortfall,
    .unit = WORD,
    .least = SMALLEST,
    .is_given_more = true,
    .payload = payload,
};
