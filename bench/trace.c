#include "trace.h"

#include "first_fit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_PER_BLOCK 128u /* heap per live block: roomy, so that nothing fails */
#define PIECE (1u << 20)     /* how much text is handed on at a time */

struct toy {
    const struct trace_options *options;
    struct first_fit heap;
    size_t *live; /* stretches of the live blocks */
    size_t count; /* of them */
    uint64_t seed;
    struct trace_text *text;
    const struct trace_sink *sink; /* NULL: all the text is kept */
    uint64_t left;                 /* bytes that the sink still wants */
    bool failed;
};

static uint64_t next_random(struct toy *t)
{
    t->seed ^= t->seed << 13;
    t->seed ^= t->seed >> 7;
    t->seed ^= t->seed << 17;
    return t->seed >> 11;
}

__attribute__((format(printf, 2, 3))) static void say(struct toy *t, const char *format, ...)
{
    struct trace_text *text = t->text;
    va_list list;

    if (text->capacity - text->count < 256) {
        size_t capacity = text->capacity * 2 + 4096;
        char *grown = realloc(text->bytes, capacity);
        if (grown == NULL) {
            t->failed = true;
            return;
        }
        text->bytes = grown;
        text->capacity = capacity;
    }
    va_start(list, format);
    int n = vsnprintf(text->bytes + text->count, 256, format, list);
    va_end(list);
    if (n > 0 && n < 256)
        text->count += (size_t)n;
}

static bool is_nano(const struct toy *t)
{
    return t->options->form == TRACE_MBED;
}

static uint64_t room_for(const struct toy *t, uint64_t request)
{
    uint64_t rounded = (request + 3) / 4 * 4;

    if (!is_nano(t))
        return rounded + 4;
    return rounded + 8 < 12 ? 12 : rounded + 8;
}

static uint64_t address_of(const struct toy *t, size_t place)
{
    uint64_t at = t->heap.stretches[place].at + 4;

    return is_nano(t) ? (at + 7) / 8 * 8 : at;
}

static size_t toy_alloc(struct toy *t, uint64_t request)
{
    bool nano = is_nano(t);

    return first_fit_take(&t->heap, room_for(t, request), nano ? 12 : 8,
                          nano || t->options->from_end);
}

static void say_text(struct toy *t)
{
    uint64_t r = next_random(t);

    switch (r % 4) {
    case 0:
        say(t, "[%" PRIu64 "] up %" PRIu64 "s, %" PRIu64 " readings\r\n", r % 100000, r % 1000,
            r % 77);
        break;
    case 1:
        say(t, "hist,%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\r\n", r % 50, r % 51, r % 52);
        break;
    case 2:
        say(t, "I (%" PRIu64 ") wifi: free heap %" PRIu64 ", connected\r\n", r % 1000000,
            r % 30000);
        break;
    default:
        say(t, "temperature: %" PRIu64 ".%" PRIu64 " C\r\n", r % 40, r % 10);
        break;
    }
}

static void allocate(struct toy *t)
{
    uint64_t r = next_random(t);
    uint64_t size = r % 16 == 0 ? r / 16 % 200 + 1 : r / 16 % 48 + 1;
    size_t place = toy_alloc(t, size);

    if (place == FIRST_FIT_NONE) {
        t->failed = true;
        return;
    }
    t->live[t->count++] = place;
    if (is_nano(t))
        say(t, "#m:0x%" PRIx64 ";0x%x-%" PRIu64 "\n", address_of(t, place),
            0x1000 + (unsigned)(r % 64) * 2 + 1, size);
    else
        say(t, "malloc: ALLOCATED: %" PRIu64 " [0x%" PRIx64 "]\n", size, address_of(t, place));
}

static void release(struct toy *t)
{
    size_t which = (size_t)(next_random(t) % t->count);
    size_t place = t->live[which];

    t->live[which] = t->live[--t->count];
    if (is_nano(t))
        say(t, "#f:0x0;0x2001-0x%" PRIx64 "\n", address_of(t, place));
    else
        say(t, "free:   0x%" PRIx64 "\n", address_of(t, place));
    first_fit_give_back(&t->heap, place);
}

/* newlib-nano: one block as large as the heap moves the break to its end once and for all. */
static void say_head(struct toy *t, uint64_t heap_size)
{
    if (is_nano(t)) {
        size_t all = toy_alloc(t, heap_size - 8);
        say(t, "#m:0x%" PRIx64 ";0x1001-%" PRIu64 "\n", address_of(t, all), heap_size - 8);
        say(t, "#f:0x0;0x2001-0x%" PRIx64 "\n", address_of(t, all));
        first_fit_give_back(&t->heap, all);
        return;
    }
    say(t,
        "HEAP 0: \nheap_start : 0x%x\nheap_end   : 0x%" PRIx64 "\nheap_size  : %" PRIu64
        "\n[F:%" PRIu64 "] \nmb_total_free : %" PRIu64 "\nmb_total_used : 0\n",
        TRACE_HEAP_START, TRACE_HEAP_START + heap_size, heap_size, heap_size, heap_size);
}

/* Ordinary lines between events: none, or the form's share of all lines on average. */
static void say_ordinary(struct toy *t)
{
    size_t lines = 0;

    switch (t->options->form) {
    case TRACE_MIXED:
        lines = 1;
        break;
    case TRACE_MIXED10:
        lines = next_random(t) % 9 == 0;
        break;
    case TRACE_MIXED90:
        lines = (size_t)(next_random(t) % 19);
        break;
    case TRACE_MICROBIT:
    case TRACE_MBED:
    case TRACE_FORM_COUNT:
        break;
    }
    while (lines-- > 0)
        say_text(t);
}

/* Hands on what has gathered; at the end of what the sink wants, whole lines of it. */
static void hand_on(struct toy *t)
{
    struct trace_text *text = t->text;
    size_t size = text->count;

    if (size > t->left) {
        size = (size_t)t->left;
        while (size > 0 && text->bytes[size - 1] != '\n')
            size--;
        t->left = size;
    }
    t->failed = t->failed || !t->sink->write(t->sink->self, text->bytes, size);
    t->left -= size;
    text->count = 0;
}

static bool goes_on(struct toy *t, size_t events)
{
    if (t->sink != NULL && (t->text->count >= PIECE || t->text->count >= t->left))
        hand_on(t);
    if (t->failed || (t->sink != NULL && t->left == 0))
        return false;
    return t->sink != NULL || events + t->count < t->options->events;
}

static void say_events(struct toy *t)
{
    size_t least = t->options->live - t->options->live / 4 - 1; /* the steady state moves above */
    bool full = false;

    for (size_t events = 0; goes_on(t, events); events++) {
        bool grow = !full || t->count <= least || next_random(t) % 2 == 0;
        if (grow && t->count < t->options->live)
            allocate(t);
        else
            release(t);
        full = full || t->count >= t->options->live;
        say_ordinary(t);
    }
}

static bool begin(struct toy *t, const struct trace_options *options)
{
    *t = (struct toy){.options = options, .seed = options->seed};
    if (!first_fit_init(&t->heap, TRACE_HEAP_START, trace_heap_size(options), options->live))
        return false;
    t->live = calloc(options->live + 2, sizeof *t->live);
    return t->live != NULL;
}

static void end(struct toy *t)
{
    first_fit_release(&t->heap);
    free(t->live);
}

bool trace_make(const struct trace_options *options, struct trace_text *head,
                struct trace_text *cycle)
{
    struct toy t;
    bool begun = begin(&t, options);

    *head = *cycle = (struct trace_text){0};
    if (begun) {
        t.text = head;
        say_head(&t, trace_heap_size(options));
        t.text = cycle;
        say_events(&t);
        while (!t.failed && t.count > 0)
            release(&t);
    }
    end(&t);
    return begun && !t.failed;
}

bool trace_stream(const struct trace_options *options, uint64_t size, const struct trace_sink *sink)
{
    struct toy t;
    struct trace_text text = {0};
    bool begun = begin(&t, options);

    if (begun) {
        t.text = &text;
        t.sink = sink;
        t.left = size;
        say_head(&t, trace_heap_size(options));
        say_events(&t);
    }
    end(&t);
    trace_text_release(&text);
    return begun && !t.failed;
}

uint64_t trace_heap_size(const struct trace_options *options)
{
    return (options->live + 8) * BYTES_PER_BLOCK;
}

void trace_text_release(struct trace_text *text)
{
    free(text->bytes);
    *text = (struct trace_text){0};
}
