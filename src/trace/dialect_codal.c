/* codal-core: source/core/CodalHeapAllocator.cpp, printed through CodalDmesg.cpp. Every message may
 * carry a time in milliseconds and the fiber's address, each with a tab behind it; so may the
 * pieces of a block list, which the reader of heap prints knows. Before 2019-12 bounds were
 * decimal. */
#include "trace/dialect.h"

#define WITH_PREFIXES(kind, text)                                                                  \
    {kind, text}, {kind, "^{time}\t" text}, {kind, "^{fiber}\t" text},                             \
    {                                                                                              \
        kind, "^{time}\t{fiber}\t" text                                                            \
    }

static const struct shape shapes[] = {
    WITH_PREFIXES(SHAPE_ALLOC, "device_malloc: ALLOCATED: {int} [{address}]"),
    WITH_PREFIXES(SHAPE_FAIL, "device_malloc: OUT OF MEMORY [{int}]"),
    WITH_PREFIXES(SHAPE_FREE, "device_free:   {pointer}"),
    {SHAPE_HEAP_TITLE, "^HEAP {index}:"},
    {SHAPE_HEAP_START, "^heap_start : {address}"},
    {SHAPE_HEAP_END, "^heap_end   : {address}"},
    {SHAPE_HEAP_SIZE, "^heap_size  : {size}"},
    {SHAPE_HEAP_FREE, "^mb_total_free : {size}"},
    {SHAPE_HEAP_USED, "^mb_total_used : {size}"},
    {SHAPE_HEAP_UNUSED, "^--- HEAP NOT INITIALISED ---"},
    {SHAPE_LOSS, "^..."},
    {SHAPE_LOSS, "^DMESG line too long!"},
    {SHAPE_FATAL, "^*** CODAL PANIC : [{size}]"},
};

const struct dialect dialect_codal = {
    .name = "codal",
    .about = "micro:bit v2, Calliope mini 3: codal-core with CODAL_DEBUG_HEAP",
    .family = FAMILY_OF_MICROBIT,
    .shapes = shapes,
    .shape_count = COUNT(shapes),
};
