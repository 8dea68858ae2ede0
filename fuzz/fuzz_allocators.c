/* Each allocator model against a naive one that walks a list. The naive one prints the trace of a
 * random program; the tracker must predict every address, and its map must be the device's memory.
 * With a line dropped on the way the model must stay sound. */
#include "fuzz.h"

#include <string.h>

enum { HEAP = 1024, START = 0x20000000, CHUNKS = HEAP / 4, LIVE = 64, TEXT_MAX = 1 << 16 };

struct chunk {
    uint32_t size;
    bool used;
};

/* A device: its chunks in address order up to the break, and what it printed. */
struct device {
    bool nano; /* newlib-nano, else micro:bit */
    bool tail;
    struct chunk chunks[CHUNKS];
    size_t count;
    uint32_t brk;
    uint32_t live[LIVE];
    size_t live_count;
    char text[TEXT_MAX];
    size_t length;
    size_t dropped_line; /* this line is lost on the way; 0: none */
    size_t lines;
    bool dropped;
};

static void say(struct device *d, const char *line)
{
    size_t length = strlen(line);

    if (++d->lines == d->dropped_line) {
        d->dropped = true;
        return;
    }
    if (d->length + length <= TEXT_MAX) {
        memcpy(d->text + d->length, line, length);
        d->length += length;
    }
}

static void insert(struct device *d, size_t at, struct chunk c)
{
    memmove(d->chunks + at + 1, d->chunks + at, (d->count - at) * sizeof *d->chunks);
    d->chunks[at] = c;
    d->count++;
}

static void merge(struct device *d)
{
    for (size_t i = 0; i + 1 < d->count;) {
        if (d->chunks[i].used || d->chunks[i + 1].used) {
            i++;
            continue;
        }
        d->chunks[i].size += d->chunks[i + 1].size;
        memmove(d->chunks + i + 1, d->chunks + i + 2, (d->count - i - 2) * sizeof *d->chunks);
        d->count--;
    }
}

static uint32_t address_of(const struct device *d, uint32_t start)
{
    return START + (d->nano ? (start + 4 + 7) / 8 * 8 : start + 4);
}

/* The chunk for a request: its start, or HEAP if there is none. */
static uint32_t take(struct device *d, uint32_t request)
{
    uint32_t least = d->nano ? 12 : 8;
    uint32_t wanted = (request + 3) / 4 * 4 + (d->nano ? 8 : 4);
    uint32_t start = 0;

    if (request == 0 && !d->nano)
        return HEAP;
    wanted = wanted < least ? least : wanted;
    for (size_t i = 0; i < d->count; start += d->chunks[i].size, i++) {
        struct chunk *c = &d->chunks[i];
        if (c->used || c->size < wanted)
            continue;
        uint32_t rest = c->size - wanted;
        c->used = true;
        if (rest < least)
            return start;
        c->size = d->nano && d->tail ? rest : wanted;
        c->used = !(d->nano && d->tail);
        insert(d, i + 1, (struct chunk){wanted + rest - c->size, !c->used});
        return d->nano && d->tail ? start + rest : start;
    }
    if (!d->nano || d->brk + wanted > HEAP)
        return HEAP;
    d->chunks[d->count++] = (struct chunk){wanted, true};
    d->brk += wanted;
    return d->brk - wanted;
}

static void allocate(struct device *d, uint32_t request)
{
    char line[64];
    uint32_t start = d->live_count < LIVE ? take(d, request) : HEAP;

    if (d->live_count == LIVE)
        return;
    if (start == HEAP)
        snprintf(line, sizeof line, d->nano ? "#m:0;0x101-%u\n" : "malloc: OUT OF MEMORY [%u]\n",
                 request);
    else if (d->nano)
        snprintf(line, sizeof line, "#m:0x%x;0x101-%u\n", address_of(d, start), request);
    else
        snprintf(line, sizeof line, "malloc: ALLOCATED: %u [0x%x]\n", request,
                 address_of(d, start));
    say(d, line);
    if (start != HEAP)
        d->live[d->live_count++] = start;
    merge(d);
}

static void release(struct device *d, size_t which)
{
    char line[64];
    uint32_t start = d->live[which];
    uint32_t at = 0;
    size_t i = 0;

    for (; at < start; i++)
        at += d->chunks[i].size;
    d->chunks[i].used = false;
    snprintf(line, sizeof line, d->nano ? "#f:0;0x201-0x%x\n" : "free:   0x%x\n",
             address_of(d, start));
    say(d, line);
    d->live[which] = d->live[--d->live_count];
    merge(d);
}

static void work(struct device *d, const uint8_t *data, size_t size)
{
    if (d->nano) {
        say(d, "#h:0x20000000;0x20000400\n");
    } else {
        insert(d, 0, (struct chunk){HEAP, false});
        say(d, "HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20000400\nheap_size  : 1024\n"
               "[F:1024] \nmb_total_free : 1024\nmb_total_used : 0\n");
    }
    for (size_t i = 0; i + 1 < size && i < 1500; i += 2)
        if (data[i] % 2 == 0 || d->live_count == 0)
            allocate(d, data[i + 1] % (data[i] & 64 ? 256u : 48u));
        else
            release(d, data[i + 1] % d->live_count);
}

/* Does the map show the device's memory? */
static bool is_true(const struct device *d, const struct hpt_state *s)
{
    struct hpt_block b;
    uint64_t at = START;

    if (s->heap_count != 1)
        return false;
    for (size_t i = 0; i < d->count; at += d->chunks[i].size, i++) {
        bool last = i + 1 == d->count && !d->chunks[i].used;
        uint64_t size = last ? START + HEAP - at : d->chunks[i].size;
        if (!hpt_heap_block(&s->heaps[0], at, &b) || b.header != at || b.size != size ||
            (b.state == HPT_BLOCK_USED) != d->chunks[i].used)
            return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct device d;

    if (size < 3)
        return 0;
    memset(&d, 0, sizeof d);
    d.nano = (data[0] & 1) != 0;
    d.tail = (data[0] & 2) != 0;
    d.dropped_line = (data[0] & 4) != 0 ? 2u + data[1] : 0;
    work(&d, data + 2, size - 2);
    struct hpt_options o = {.allocator = !d.nano  ? "microbit"
                                         : d.tail ? "newlib-nano"
                                                  : "newlib-nano-mbed"};
    struct hpt_tracker *t = hpt_tracker_new(&o, NULL);
    must(t != NULL, "no tracker");
    must(hpt_feed(t, d.text, d.length, 0, NULL) == HPT_OK && hpt_end(t) == HPT_OK,
         "feeding failed");
    const struct hpt_state *s = hpt_state(t);
    if (!d.dropped) {
        must(s->exactness.mispredicted == 0, "an address was not predicted");
        must(s->exactness.level == HPT_LEVEL_EXACT, "the map is not called exact");
        must(is_true(&d, s), "the map is not the device's memory");
    }
    must(hpt_check(t) == NULL, "the model is not sound");
    hpt_tracker_free(t);
    return 0;
}
