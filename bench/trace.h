/* Traces for measuring: as long as wanted, with the addresses that the real allocator would give.
 */
#ifndef BENCH_TRACE_H
#define BENCH_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trace_form {
    TRACE_MICROBIT, /* malloc: ALLOCATED: …, the micro:bit runtime's first fit */
    TRACE_MBED,     /* #m:…, newlib-nano's allocator */
    TRACE_MIXED,    /* as TRACE_MICROBIT, and as many ordinary lines */
    TRACE_MIXED10,  /* one line in ten is an ordinary one */
    TRACE_MIXED90,  /* nine in ten */
    TRACE_FORM_COUNT
};

struct trace_options {
    enum trace_form form;
    size_t live;   /* live blocks in the steady state, at least 1 */
    size_t events; /* events of a cycle, at least 4 times `live`; a stream has no end */
    uint64_t seed; /* not 0 */
    bool from_end; /* blocks are cut from the end of holes, as TRACE_MBED's always are: the same
                      text, by an allocator that no micro:bit has */
};

struct trace_text {
    char *bytes;
    size_t count;
    size_t capacity;
};

/* `head` opens the trace. `cycle` may follow it any number of times: it leaves the heap as it found
 * it. The caller frees both. False without memory. */
bool trace_make(const struct trace_options *options, struct trace_text *head,
                struct trace_text *cycle);

/* Where a stream of text goes: `write` takes all bytes or returns false. */
struct trace_sink {
    void *self;
    bool (*write)(void *self, const char *bytes, size_t size);
};

/* A trace of at most `size` bytes in whole lines, that fills the heap and then stays in the steady
 * state, however long. False without memory, or when the sink fails. */
bool trace_stream(const struct trace_options *options, uint64_t size,
                  const struct trace_sink *sink);

/* The heap that the trace lies in: for dialects that do not tell. */
#define TRACE_HEAP_START 0x20002790u
uint64_t trace_heap_size(const struct trace_options *options);

void trace_text_release(struct trace_text *text);

#endif
