/* The whole tracker on plausible and on hostile input. After every event the model is sound and the
 * heaps are tiled; how the input is cut does not matter. */
#include "spell.h"

struct watch {
    struct hpt_tracker *tracker;
    uint64_t events;
    uint64_t sum;
};

static void check_heap(const struct hpt_heap *h)
{
    struct hpt_block b;
    uint64_t at = h->start;
    uint64_t bytes[HPT_BLOCK_STATE_COUNT] = {0};
    uint64_t holes = 0;
    bool was_free = false;

    while (at < h->end) {
        must(hpt_heap_block(h, at, &b), "a byte of the heap belongs to no block");
        must(b.header == at && b.size > 0 && b.size <= h->end - at, "blocks do not tile the heap");
        must(!(was_free && b.state == HPT_BLOCK_FREE), "free neighbours are not one");
        was_free = b.state == HPT_BLOCK_FREE;
        holes += was_free;
        bytes[b.state] += b.size;
        must(!was_free || b.requested <= h->largest_allocatable,
             "a hole serves more than the largest");
        at += b.size;
    }
    must(bytes[HPT_BLOCK_FREE] == h->free_bytes && bytes[HPT_BLOCK_USED] == h->used_bytes &&
             bytes[HPT_BLOCK_UNKNOWN] == h->unknown_bytes && holes == h->free_blocks,
         "the figures of a heap are not those of its blocks");
    must(h->largest_allocatable <= h->free_bytes, "more could be allocated than is free");
}

static void on_event(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    struct watch *w = self;
    const char *broken = hpt_check(w->tracker);

    must(broken == NULL, broken);
    for (size_t i = 0; i < s->heap_count; i++) {
        check_heap(&s->heaps[i]);
        for (size_t j = 0; j < i; j++)
            must(s->heaps[i].end <= s->heaps[j].start || s->heaps[j].end <= s->heaps[i].start,
                 "a heap reaches into another");
    }
    must(s->live_blocks <= e->number, "more blocks are live than events have been");
    w->events++;
    w->sum = (w->sum ^ e->address ^ (e->size << 20) ^ (uint64_t)e->verdict ^ s->free_bytes) *
             0x100000001B3u;
}

static void on_notice(void *self, const struct hpt_notice *n, const struct hpt_state *s)
{
    struct watch *w = self;

    (void)s;
    w->sum = (w->sum ^ (uint64_t)n->kind ^ n->address) * 0x100000001B3u;
}

static struct watch run(const struct input *in, uint8_t options, uint32_t seed)
{
    static const char *const allocators[] = {NULL, "microbit", "newlib-nano", "newlib-nano-2021"};
    struct hpt_options o = {.allocator = allocators[options % 4],
                            .heap_given = (options & 4) != 0,
                            .heap_start = 0x20000000 + (options & 8u ? 2 : 0),
                            .heap_size = 512};
    struct watch w = {.tracker = hpt_tracker_new(&o, NULL)};

    must(w.tracker != NULL, "no tracker");
    must(hpt_observe(w.tracker,
                     &(struct hpt_observer){.self = &w, .event = on_event, .notice = on_notice}) ==
             HPT_OK,
         "no observer");
    for (size_t at = 0; at < in->length;) {
        size_t piece = seed == 0 ? in->length : next_piece(&seed, in->length - at);
        must(hpt_feed(w.tracker, in->text + at, piece, 1, NULL) == HPT_OK, "feeding failed");
        at += piece;
    }
    must(hpt_end(w.tracker) == HPT_OK, "the end failed");
    must(hpt_state(w.tracker)->byte == in->length, "bytes are missing");
    hpt_tracker_free(w.tracker);
    return w;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct input in;

    if (size == 0)
        return 0;
    spell_all(&in, data, size);
    struct watch whole = run(&in, data[0], 0);
    struct watch cut = run(&in, data[0], 1u + data[0]);
    must(whole.events == cut.events && whole.sum == cut.sum, "the model depends on the pieces");
    return 0;
}
