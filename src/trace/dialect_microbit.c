/* microbit-dal: source/core/MicroBitHeapAllocator.cpp. New since commit c3beca2 (2018-09-06), old
 * from 1dce004 (2016-03-19), oldest before that: a failure without a size. */
#include "trace/dialect.h"

#define HEAP_PRINT                                                                                 \
    {SHAPE_HEAP_TITLE, "^HEAP {index}:"}, {SHAPE_HEAP_START, "^heap_start : {address}"},           \
        {SHAPE_HEAP_END, "^heap_end   : {address}"}, {SHAPE_HEAP_SIZE, "^heap_size  : {size}"},    \
        {SHAPE_HEAP_FREE, "^mb_total_free : {size}"},                                              \
        {SHAPE_HEAP_USED, "^mb_total_used : {size}"},                                              \
    {                                                                                              \
        SHAPE_HEAP_UNUSED, "^--- HEAP NOT INITIALISED ---"                                         \
    }

static const struct shape new_shapes[] = {
    {SHAPE_ALLOC, "malloc: ALLOCATED: {int} [{address}]"},
    {SHAPE_FAIL, "malloc: OUT OF MEMORY [{int}]"},
    {SHAPE_FREE_WEAK, "free:   {pointer}"},
    HEAP_PRINT,
};

const struct dialect dialect_microbit = {
    .name = "microbit",
    .about = "micro:bit v1, Calliope mini 1 and 2: microbit-dal since 2018-09",
    .family = FAMILY_OF_MICROBIT,
    .shapes = new_shapes,
    .shape_count = COUNT(new_shapes),
};

static const struct shape old_shapes[] = {
    {SHAPE_ALLOC, "microbit_malloc: ALLOCATED: {int} [{address}]"},
    {SHAPE_ALLOC_NATIVE, "microbit_malloc: NATIVE ALLOCATED: {int} [{address}]"},
    {SHAPE_FAIL, "microbit_malloc: OUT OF MEMORY [{int}]"},
    {SHAPE_FAIL_UNSIZED, "microbit_malloc: OUT OF MEMORY"},
    {SHAPE_FREE, "microbit_free:   {pointer}"},
    HEAP_PRINT,
};

const struct dialect dialect_microbit_old = {
    .name = "microbit-old",
    .about = "the same before 2018-09, with names that begin with microbit_",
    .family = FAMILY_OF_MICROBIT,
    .shapes = old_shapes,
    .shape_count = COUNT(old_shapes),
};
