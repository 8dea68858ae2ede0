/* Trace formats as data: shapes of lines, tried in order by one matcher. */
#ifndef TRACE_DIALECT_H
#define TRACE_DIALECT_H

#include "trace/pattern.h"

enum shape_kind {
    /* Lines that report one event; they may begin anywhere in a line and end with it. */
    SHAPE_ALLOC,
    SHAPE_ALLOC_NATIVE, /* from the C library's heap */
    SHAPE_CALLOC,       /* {count} times {size} */
    SHAPE_RESIZE,
    SHAPE_FREE,
    SHAPE_FREE_WEAK, /* counts only when a sure line of this dialect has been seen */
    SHAPE_FAIL,
    SHAPE_FAIL_UNSIZED,
    /* Lines that stand alone and stay visible. */
    SHAPE_HEAP_TITLE,
    SHAPE_HEAP_START,
    SHAPE_HEAP_END,
    SHAPE_HEAP_SIZE,
    SHAPE_HEAP_FREE,
    SHAPE_HEAP_USED,
    SHAPE_HEAP_UNUSED, /* a heap that was never initialised */
    SHAPE_REGION,      /* heapterm_device.h: the heap's bounds */
    SHAPE_BOOT,        /* a tracer announces itself */
    SHAPE_LOSS,        /* the device dropped output */
    SHAPE_FATAL,       /* the runtime reports a fatal error: the run is over */
    SHAPE_KIND_COUNT
};

static inline bool shape_is_event(enum shape_kind kind)
{
    return kind < SHAPE_HEAP_TITLE;
}

struct shape {
    enum shape_kind kind;
    const char *pattern;
};

enum family { FAMILY_OF_MICROBIT, FAMILY_OF_MBED };

struct dialect {
    const char *name;
    const char *about;
    enum family family; /* which allocators its devices have */
    const struct shape *shapes;
    size_t shape_count;
};

extern const struct dialect dialect_microbit;
extern const struct dialect dialect_microbit_old;
extern const struct dialect dialect_codal;
extern const struct dialect dialect_mbed;

/* All dialects, in the order in which they are tried: longer names of the same line first. */
extern const struct dialect *const dialects[];
extern const size_t dialect_count;

#endif
