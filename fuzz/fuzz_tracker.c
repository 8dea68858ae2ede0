/* The whole tracker on plausible and on hostile input. After every event the model is sound and the
 * heaps are tiled; how the input is cut does not matter. */
#include "fuzz.h"

#include <string.h>

enum { TEXT_MAX = 1 << 16 };

struct input {
    char text[TEXT_MAX];
    size_t length;
};

/* Spells one line; `other` is one more small number. */
static void spell(char line[static 512], unsigned kind, unsigned size, unsigned address,
                  unsigned other)
{
    static const char heap[] = "\nHEAP 0: \nheap_start : 0x20000000\n"
                               "heap_end   : 0x20000200\nheap_size  : 512\n";

    switch (kind % 12) {
    case 0:
    case 1:
        snprintf(line, 512, "malloc: ALLOCATED: %u [0x%x]\n", size, address);
        break;
    case 2:
        snprintf(line, 512, "free:   0x%x\n", address);
        break;
    case 3:
    case 4:
        snprintf(line, 512, "#m:0x%x;0x101-%u\n", address, size);
        break;
    case 5:
        snprintf(line, 512, "#f:0;0x201-0x%x\n", address);
        break;
    case 6:
        snprintf(line, 512, "#r:0x%x;0x301-0x200000%02x;%u\n", address, other, size);
        break;
    case 7:
        snprintf(line, 512, other % 2 ? "malloc: OUT OF MEMORY [9]\n" : "#m:0;0x1-9\n");
        break;
    case 8:
        snprintf(line, 512, "%s[F:512] \nmb_total_free : 512\nmb_total_used : 0\n", heap);
        break;
    case 9:
        snprintf(line, 512, "%s[U:%u] [F:%u] \nmb_total_free : %u\nmb_total_used : %u\n", heap,
                 size, 512 - size, 512 - size, size);
        break;
    case 10:
        snprintf(line, 512, other % 2 ? "#h:0x20000000;0x20000200\n" : "...\n");
        break;
    default:
        snprintf(line, 512,
                 other % 2 ? "microbit_malloc: NATIVE ALLOCATED: %u [0x%x]\n" : "text %u, 0x%x ",
                 size, address);
        break;
    }
}

/* A line for a few bytes of the fuzzer's, so that it gets deep into the model without spelling. */
static void add_line(struct input *in, const uint8_t b[4])
{
    char line[512];
    size_t length = 3;

    if (b[0] >= 0xE0) { /* raw bytes */
        memcpy(line, b + 1, 3);
    } else {
        spell(line, b[0], b[1] % 96u, 0x20000000u + 4u * b[2] + (b[3] % 16u == 0 ? 0x40000u : 0),
              b[3]);
        length = strlen(line);
    }
    if (b[0] >= 0xC0 && b[0] < 0xE0)
        length = b[3] % length; /* cut short */
    if (in->length + length <= TEXT_MAX) {
        memcpy(in->text + in->length, line, length);
        in->length += length;
    }
}

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
    for (size_t i = 0; i < s->heap_count; i++)
        check_heap(&s->heaps[i]);
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

    in.length = 0;
    for (size_t at = 1; at + 4 <= size; at += 4)
        add_line(&in, data + at);
    if (size == 0)
        return 0;
    struct watch whole = run(&in, data[0], 0);
    struct watch cut = run(&in, data[0], 1u + data[0]);
    must(whole.events == cut.events && whole.sum == cut.sum, "the model depends on the pieces");
    return 0;
}
