#include "trace.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_PER_BLOCK 128u /* heap per live block: roomy, so that nothing fails */
#define NONE SIZE_MAX

/* A stretch of the heap; stretches are a list in address order, free neighbours are merged. Where
 * they are merged late, as on the micro:bit, first fit finds the same places. */
struct stretch {
    uint64_t at;
    uint64_t size;
    bool used;
    size_t before;
    size_t after;
};

struct toy {
    const struct trace_options *options;
    struct stretch *stretches;
    size_t spare; /* first of the unused stretches, linked by `after` */
    size_t *live; /* stretches of the live blocks */
    size_t count; /* of them */
    uint64_t seed;
    struct trace_text *text;
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
    uint64_t at = t->stretches[place].at + 4;

    return is_nano(t) ? (at + 7) / 8 * 8 : at;
}

/* Puts a stretch that begins `offset` bytes into `place`; returns it. There is always a spare one:
 * stretches are at most twice the live blocks and one. */
static size_t split(struct toy *t, size_t place, uint64_t offset)
{
    struct stretch *s = &t->stretches[place];
    size_t high = t->spare;
    struct stretch *h = &t->stretches[high];

    t->spare = h->after;
    *h = (struct stretch){s->at + offset, s->size - offset, s->used, place, s->after};
    if (s->after != NONE)
        t->stretches[s->after].before = high;
    s->after = high;
    s->size = offset;
    return high;
}

static void merge_with_next(struct toy *t, size_t place)
{
    struct stretch *s = &t->stretches[place];
    size_t gone = s->after;

    s->size += t->stretches[gone].size;
    s->after = t->stretches[gone].after;
    if (s->after != NONE)
        t->stretches[s->after].before = place;
    t->stretches[gone].after = t->spare;
    t->spare = gone;
}

static size_t toy_alloc(struct toy *t, uint64_t request)
{
    uint64_t need = room_for(t, request);
    size_t place = 0;

    while (place != NONE && (t->stretches[place].used || t->stretches[place].size < need))
        place = t->stretches[place].after;
    if (place == NONE)
        return NONE;
    uint64_t rest = t->stretches[place].size - need;
    if (is_nano(t) && rest >= 12)
        place = split(t, place, rest);
    else if (!is_nano(t) && rest >= 8)
        split(t, place, need);
    t->stretches[place].used = true;
    return place;
}

static void toy_free(struct toy *t, size_t place)
{
    struct stretch *s = &t->stretches[place];

    s->used = false;
    if (s->after != NONE && !t->stretches[s->after].used)
        merge_with_next(t, place);
    if (s->before != NONE && !t->stretches[s->before].used)
        merge_with_next(t, s->before);
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

    if (place == NONE) {
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
    toy_free(t, place);
}

/* newlib-nano: one block as large as the heap moves the break to its end once and for all. */
static void say_head(struct toy *t, uint64_t heap_size)
{
    if (is_nano(t)) {
        size_t all = toy_alloc(t, heap_size - 8);
        say(t, "#m:0x%" PRIx64 ";0x1001-%" PRIu64 "\n", address_of(t, all), heap_size - 8);
        say(t, "#f:0x0;0x2001-0x%" PRIx64 "\n", address_of(t, all));
        toy_free(t, all);
        return;
    }
    say(t,
        "HEAP 0: \nheap_start : 0x%x\nheap_end   : 0x%" PRIx64 "\nheap_size  : %" PRIu64
        "\n[F:%" PRIu64 "] \nmb_total_free : %" PRIu64 "\nmb_total_used : 0\n",
        TRACE_HEAP_START, TRACE_HEAP_START + heap_size, heap_size, heap_size, heap_size);
}

static void say_cycle(struct toy *t)
{
    size_t events = 0;
    size_t least = t->options->live - t->options->live / 4 - 1; /* the steady state moves above */
    bool full = false;

    while (!t->failed && events + t->count < t->options->events) {
        bool grow = !full || t->count <= least || next_random(t) % 2 == 0;
        if (grow && t->count < t->options->live)
            allocate(t);
        else
            release(t);
        full = full || t->count >= t->options->live;
        if (t->options->form == TRACE_MIXED)
            say_text(t);
        events++;
    }
    while (!t->failed && t->count > 0)
        release(t);
}

static void make(struct toy *t, struct trace_text *head, struct trace_text *cycle)
{
    size_t stretches = t->options->live * 2 + 8;
    uint64_t heap_size = trace_heap_size(t->options);

    for (size_t i = 1; i < stretches; i++)
        t->stretches[i].after = i + 1 < stretches ? i + 1 : NONE;
    t->spare = 1;
    t->stretches[0] = (struct stretch){TRACE_HEAP_START, heap_size, false, NONE, NONE};
    t->text = head;
    say_head(t, heap_size);
    t->text = cycle;
    say_cycle(t);
}

bool trace_make(const struct trace_options *options, struct trace_text *head,
                struct trace_text *cycle)
{
    struct toy t = {.options = options, .seed = options->seed};

    *head = *cycle = (struct trace_text){0};
    t.stretches = calloc(options->live * 2 + 8, sizeof *t.stretches);
    t.live = calloc(options->live + 2, sizeof *t.live);
    if (t.stretches != NULL && t.live != NULL)
        make(&t, head, cycle);
    else
        t.failed = true;
    free(t.stretches);
    free(t.live);
    return !t.failed;
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
