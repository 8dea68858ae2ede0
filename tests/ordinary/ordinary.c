/* Ordinary output of devices and shells is never taken for a trace: no event, and every byte comes
 * out as it went in; alone, in random pieces, and behind trace lines of each dialect. Nor does it
 * cause a notice or count as a loss; only lines that begin as the trace does and end otherwise
 * may, once the dialect is known.
 *
 *     ordinary FILE */
#include "../exact/nasty.h"

#include "heapterm.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CUTTINGS 8
#define SHOWN 10

struct hearing {
    const char *name;
    bool may_notice;
    bool listening; /* the trace lines in front are over */
    uint64_t before;
    uint64_t events;
    uint64_t notices;
    struct buffer text;
};

#define HEAP_PRINT                                                                                 \
    "HEAP 0: \nheap_start : 0x20002950\nheap_end   : 0x20003800\nheap_size  : 3760\n"              \
    "[F:3760] \nmb_total_free : 3760\nmb_total_used : 0\n"

/* Nothing but trace lines. */
static const struct front {
    const char *name;
    const char *lines;
    uint64_t events;
    const char *kept; /* see came_out */
} fronts[] = {
    {"alone", "", 0, ""},
    {"behind micro:bit lines",
     HEAP_PRINT "malloc: ALLOCATED: 56 [0x20002954]\nmalloc: ALLOCATED: 20 [0x20002990]\n"
                "malloc: ALLOCATED: 48 [0x200029a8]\nfree:   0x20002990\nfree:   0\n",
     5, HEAP_PRINT},
    {"behind micro:bit lines without a heap print",
     "malloc: ALLOCATED: 56 [0x20002954]\nmalloc: ALLOCATED: 20 [0x20002990]\n"
     "free:   0x20002990\n",
     3, ""},
    {"behind old micro:bit lines",
     "microbit_malloc: ALLOCATED: 56 [0x20002954]\nmicrobit_malloc: ALLOCATED: 20 [0x20002990]\n"
     "microbit_free:   0x20002990\n",
     3, ""},
    {"behind CODAL lines",
     "device_malloc: ALLOCATED: 24 [0x20003A54]\r\ndevice_malloc: ALLOCATED: 9 [0x20003A70]\r\n"
     "device_free:   0x20003A54\r\n",
     3, ""},
    {"behind mbed lines",
     "#m:0x20003a48;0x8025-24\n#m:0x20003a68;0x8031-100\n#f:0x0;0x8055-0x20003a48\n", 3, ""},
};

static unsigned passed, failed;

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct hearing *h = self;

    (void)time_us;
    add(&h->text, bytes.at, bytes.len);
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct hearing *h = self;

    (void)state;
    if (!h->listening) {
        h->before++;
        return;
    }
    if (h->events++ < SHOWN)
        printf("%s: taken for an event: \"%.*s\"\n", h->name, (int)event->line.len, event->line.at);
}

static void on_notice(void *self, const struct hpt_notice *notice, const struct hpt_state *state)
{
    struct hearing *h = self;

    (void)state;
    if (!h->listening || h->may_notice)
        return;
    if (h->notices++ < SHOWN)
        printf("%s: notice %d behind %" PRIu64 " bytes: %s \"%.*s\"\n", h->name, (int)notice->kind,
               state->byte, notice->reason != NULL ? notice->reason : "", (int)notice->text.len,
               notice->text.at);
}

static void feed(struct hpt_tracker *t, const struct buffer *in, uint64_t seed)
{
    for (size_t at = 0; at < in->count;) {
        size_t left = in->count - at;
        size_t size = seed == 0 ? left : (size_t)(1 + next_random(&seed) % 60);
        if (size > left)
            size = left;
        if (hpt_feed(t, in->bytes + at, size, 0, NULL) != HPT_OK)
            die("hpt_feed fails");
        at += size;
    }
}

/* `kept` is what of the trace lines in front may be shown: the device's own heap print. */
static bool came_out(const struct hearing *h, const struct buffer *in, const char *kept)
{
    size_t extra = strlen(kept);
    if (h->text.count != in->count + extra || memcmp(h->text.bytes, kept, extra) != 0)
        extra = 0;
    const char *out = h->text.bytes + extra;
    size_t out_count = h->text.count - extra;
    size_t i = 0;

    while (i < in->count && i < out_count && in->bytes[i] == out[i])
        i++;
    if (i == in->count && i == out_count)
        return true;
    size_t from = i > 40 ? i - 40 : 0;
    printf("%s: the text differs at byte %zu of %zu (%zu came out): in \"%.*s\", out \"%.*s\"\n",
           h->name, i, in->count, out_count, (int)(in->count - from < 100 ? in->count - from : 100),
           in->bytes + from, (int)(out_count - from < 100 ? out_count - from : 100), out + from);
    return false;
}

/* Feeds the trace lines in front, then the input. */
static void check(const struct front *front, const struct buffer *in, uint64_t seed,
                  bool may_notice)
{
    struct hearing h = {.name = front->name, .may_notice = may_notice};
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    if (t == NULL)
        die("no memory");

    if (hpt_observe(
            t, &(struct hpt_observer){
                   .self = &h, .text = on_text, .event = on_event, .notice = on_notice}) != HPT_OK)
        die("hpt_observe fails");
    struct buffer lines = {.bytes = (char *)(uintptr_t)front->lines, .count = strlen(front->lines)};
    feed(t, &lines, 0);
    h.listening = true;
    feed(t, in, seed);
    if (hpt_end(t) != HPT_OK)
        die("hpt_end fails");
    bool good = came_out(&h, in, front->kept) && h.events == 0 && h.notices == 0;
    if (h.before != front->events) {
        printf("%s: %" PRIu64 " events in front, not %" PRIu64 "\n", h.name, h.before,
               front->events);
        good = false;
    }
    if (!may_notice && hpt_state(t)->exactness.lost_lines != 0) {
        printf("%s: %" PRIu64 " lines are said to be lost\n", h.name,
               hpt_state(t)->exactness.lost_lines);
        good = false;
    }
    if (good)
        passed++;
    else
        failed++;
    hpt_tracker_free(t);
    free(h.text.bytes);
}

/* The lines of `all` that do not even begin as a trace line does. */
static void take_plain(struct buffer *plain, const struct buffer *all)
{
    static const char *const beginnings[] = {
        "malloc: ALLOC", "malloc: OUT", "device_malloc: ", "free:   0x",
        "#m:0x",         "#r:0x",       "#c:0x",           "#f:0x"};
    char line[512];

    for (size_t at = 0; at < all->count;) {
        const char *end = memchr(all->bytes + at, '\n', all->count - at);
        size_t size = end != NULL ? (size_t)(end - all->bytes) + 1 - at : all->count - at;
        bool begins = false;
        snprintf(line, sizeof line, "%.*s", (int)size, all->bytes + at);
        for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
            begins = begins || strstr(line, beginnings[i]) != NULL;
        if (!begins)
            add(plain, all->bytes + at, size);
        at += size;
    }
}

int main(int argc, char **argv)
{
    struct buffer in = {0}, plain = {0};
    char chunk[65536];
    if (argc != 2)
        die("one file is wanted");
    FILE *f = fopen(argv[1], "rb");
    if (f == NULL)
        die("the file cannot be opened");
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        add(&in, chunk, n);
    fclose(f);

    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        for (uint64_t seed = 0; seed <= CUTTINGS; seed++)
            check(&fronts[i], &in, seed * 104729, i > 0);
    take_plain(&plain, &in);
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        check(&fronts[i], &plain, 104729, false);
    printf("%u passed, %u failed\n", passed, failed);
    free(in.bytes);
    free(plain.bytes);
    return failed == 0 ? 0 : 1;
}
