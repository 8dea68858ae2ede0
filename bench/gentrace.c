/* Writes a trace of a given size.
 *
 *     gentrace SIZE[K|M|G] microbit|mbed|mixed [LIVE [SEED]] > FILE */
#include "trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t size_of(const char *text)
{
    char *end = NULL;
    unsigned long long n = strtoull(text, &end, 10);

    if (*end == 'K')
        n *= 1000;
    else if (*end == 'M')
        n *= 1000 * 1000;
    else if (*end == 'G')
        n *= 1000 * 1000 * 1000;
    return (size_t)n;
}

static bool write_all(const char *bytes, size_t size)
{
    return fwrite(bytes, 1, size, stdout) == size;
}

/* The cycle again and again, and at the end as many whole lines of it as still fit. */
static bool write_cycles(const struct trace_text *cycle, size_t left)
{
    while (left >= cycle->count) {
        if (!write_all(cycle->bytes, cycle->count))
            return false;
        left -= cycle->count;
    }
    while (left > 0 && cycle->bytes[left - 1] != '\n')
        left--;
    return write_all(cycle->bytes, left);
}

int main(int argc, char **argv)
{
    static const char *const forms[TRACE_FORM_COUNT] = {"microbit", "mbed", "mixed"};
    struct trace_options options = {.form = TRACE_FORM_COUNT, .live = 120, .seed = 1};
    struct trace_text head, cycle;

    for (int i = 0; argc >= 3 && i < TRACE_FORM_COUNT; i++)
        if (strcmp(argv[2], forms[i]) == 0)
            options.form = (enum trace_form)i;
    if (options.form == TRACE_FORM_COUNT) {
        fputs("usage: gentrace SIZE[K|M|G] microbit|mbed|mixed [LIVE [SEED]]\n", stderr);
        return 2;
    }
    if (argc > 3)
        options.live = size_of(argv[3]);
    if (argc > 4)
        options.seed = size_of(argv[4]);
    if (options.live == 0 || options.seed == 0)
        return 2;
    options.events = 200000 > options.live * 8 ? 200000 : options.live * 8;
    if (!trace_make(&options, &head, &cycle)) {
        fputs("gentrace: no memory\n", stderr);
        return 1;
    }
    size_t size = size_of(argv[1]);
    bool written = write_all(head.bytes, head.count) &&
                   write_cycles(&cycle, size > head.count ? size - head.count : 0) &&
                   fflush(stdout) == 0;
    trace_text_release(&head);
    trace_text_release(&cycle);
    if (!written)
        fputs("gentrace: cannot write\n", stderr);
    return written ? 0 : 1;
}
