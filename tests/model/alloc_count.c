/* In a steady state the library asks for no memory: after a warm-up, 200 000 further events go
 * through without one call of malloc, calloc, realloc or aligned_alloc. Linked with --wrap for the
 * four. */
#include "heapterm.h"

#include "../../bench/trace.h"
#include "../wrapped_alloc.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define WARM_UP 100000u /* events */
#define MEASURED 200000u

static bool counting;
static uint64_t calls;

void *__wrap_malloc(size_t size)
{
    calls += counting;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    calls += counting;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    calls += counting;
    return __real_realloc(old, size);
}

void *__wrap_aligned_alloc(size_t line, size_t size)
{
    calls += counting;
    return __real_aligned_alloc(line, size);
}

static bool nowhere(void *self, const char *bytes, size_t size)
{
    (void)bytes;
    *(size_t *)self += size;
    return true;
}

/* Feeds on from *at until `events` have been taken, or the text is used up. */
static void feed(struct hpt_tracker *t, const struct trace_text *text, size_t *at, uint64_t events)
{
    while (*at < text->count && hpt_state(t)->event < events) {
        size_t size = text->count - *at < 1000 ? text->count - *at : 1000;
        if (hpt_feed(t, text->bytes + *at, size, 0, NULL) != HPT_OK) {
            fputs("hpt_feed fails\n", stderr);
            exit(2);
        }
        *at += size;
    }
}

/* Returns the calls during the measured events, whose number comes out in *events. */
static uint64_t calls_in_steady_state(struct hpt_tracker *t, const struct trace_text *head,
                                      const struct trace_text *cycle, uint64_t *events)
{
    size_t head_at = 0, at = 0;

    feed(t, head, &head_at, UINT64_MAX);
    feed(t, cycle, &at, WARM_UP);
    uint64_t before = hpt_state(t)->event;
    calls = 0;
    counting = true;
    feed(t, cycle, &at, before + MEASURED);
    counting = false;
    *events = hpt_state(t)->event - before;
    return calls;
}

static bool check(const char *name, enum trace_form form, bool with_view)
{
    struct trace_options options = {
        .form = form, .live = 150, .events = WARM_UP + MEASURED + 10000, .seed = 7};
    struct trace_text head, cycle;
    size_t written = 0;
    struct hpt_out out = {.self = &written, .write = nowhere};
    struct hpt_options how = {.heap_given = form == TRACE_MBED,
                              .heap_start = TRACE_HEAP_START,
                              .heap_size = trace_heap_size(&options)};
    struct hpt_tracker *t = hpt_tracker_new(&how, NULL);
    struct hpt_log_view *view = hpt_log_view_new(&out, &(struct hpt_log_options){.color = true});
    uint64_t events = 0;

    if (t == NULL || view == NULL || !trace_make(&options, &head, &cycle)) {
        fputs("no memory\n", stderr);
        exit(2);
    }
    struct hpt_observer observer = hpt_log_view_observer(view);
    if (with_view && hpt_observe(t, &observer) != HPT_OK)
        exit(2);
    uint64_t asked = calls_in_steady_state(t, &head, &cycle, &events);
    uint64_t wrong = hpt_state(t)->exactness.mispredicted;
    bool good = asked == 0 && events >= MEASURED && wrong == 0;
    printf("%s: %" PRIu64 " events, %" PRIu64 " requests for memory, %" PRIu64 " mispredicted%s\n",
           name, events, asked, wrong, good ? "" : " - FAILED");
    hpt_log_view_free(view);
    hpt_tracker_free(t);
    trace_text_release(&head);
    trace_text_release(&cycle);
    return good;
}

int main(void)
{
    bool good = check("micro:bit", TRACE_MICROBIT, false);

    good &= check("mbed", TRACE_MBED, false);
    good &= check("micro:bit among ordinary lines", TRACE_MIXED, false);
    good &= check("micro:bit among ordinary lines, with the log view", TRACE_MIXED, true);
    return good ? 0 : 1;
}
