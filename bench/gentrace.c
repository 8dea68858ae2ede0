/* Writes a trace of a given size.
 *
 *     gentrace SIZE[K|M|G] FORM [LIVE [SEED]] > FILE
 *
 * FORM is microbit, mbed, mixed (as many ordinary lines), mixed10, mixed90 (one and nine in ten
 * lines are ordinary), or microbit-end (blocks cut from the end of holes). With few live blocks a
 * cycle of events is repeated; with many the events go on. */
#include "trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CYCLE 200000u /* events */

static const struct form {
    const char *name;
    enum trace_form form;
    bool from_end;
    size_t cycle;
} forms[] = {
    {"microbit", TRACE_MICROBIT, false, CYCLE},    {"mbed", TRACE_MBED, false, CYCLE},
    {"mixed", TRACE_MIXED, false, CYCLE},          {"mixed10", TRACE_MIXED10, false, CYCLE},
    {"mixed90", TRACE_MIXED90, false, CYCLE / 10}, {"microbit-end", TRACE_MICROBIT, true, CYCLE},
};

static uint64_t size_of(const char *text)
{
    char *end = NULL;
    uint64_t n = strtoull(text, &end, 10);

    if (*end == 'K')
        n *= 1000;
    else if (*end == 'M')
        n *= 1000 * 1000;
    else if (*end == 'G')
        n *= 1000 * 1000 * 1000;
    return n;
}

static bool write_all(void *self, const char *bytes, size_t size)
{
    return fwrite(bytes, 1, size, self) == size;
}

/* The cycle again and again, and at the end as many whole lines of it as still fit. */
static bool write_cycles(const struct trace_text *cycle, uint64_t left)
{
    while (left >= cycle->count) {
        if (!write_all(stdout, cycle->bytes, cycle->count))
            return false;
        left -= cycle->count;
    }
    while (left > 0 && cycle->bytes[left - 1] != '\n')
        left--;
    return write_all(stdout, cycle->bytes, (size_t)left);
}

static bool write_in_cycles(const struct trace_options *options, uint64_t size)
{
    struct trace_text head, cycle;
    bool written = trace_make(options, &head, &cycle) &&
                   write_all(stdout, head.bytes, head.count) &&
                   write_cycles(&cycle, size > head.count ? size - head.count : 0);

    trace_text_release(&head);
    trace_text_release(&cycle);
    return written;
}

int main(int argc, char **argv)
{
    const struct form *form = NULL;

    for (size_t i = 0; argc >= 3 && argc <= 5 && i < sizeof forms / sizeof forms[0]; i++)
        if (strcmp(argv[2], forms[i].name) == 0)
            form = &forms[i];
    if (form == NULL) {
        fputs("usage: gentrace SIZE[K|M|G] microbit|mbed|mixed|mixed10|mixed90|microbit-end "
              "[LIVE [SEED]]\n",
              stderr);
        return 2;
    }
    struct trace_options options = {.form = form->form,
                                    .live = argc > 3 ? (size_t)size_of(argv[3]) : 120,
                                    .events = form->cycle,
                                    .seed = argc > 4 ? size_of(argv[4]) : 1,
                                    .from_end = form->from_end};
    if (options.live == 0 || options.seed == 0) {
        fputs("gentrace: LIVE and SEED are at least 1\n", stderr);
        return 2;
    }
    struct trace_sink sink = {.self = stdout, .write = write_all};
    uint64_t size = size_of(argv[1]);
    bool written = options.live * 8 <= options.events ? write_in_cycles(&options, size)
                                                      : trace_stream(&options, size, &sink);
    if (!written || fflush(stdout) != 0) {
        fputs("gentrace: no memory, or cannot write\n", stderr);
        return 1;
    }
    return 0;
}
