/* mbed-os: platform/source/mbed_mem_trace.cpp, the default callback; the same shapes from
 * mbed-visual-memory-tracer and from heapterm_device.h, which adds a line with the heap's bounds.
 * Fatal errors: platform/source/mbed_error.c and TARGET_CORTEX_M/mbed_fault_handler.c. */
#include "trace/dialect.h"

static const struct shape shapes[] = {
    {SHAPE_ALLOC, "#m:{address};{caller}-{size}"},
    {SHAPE_FREE, "#f:{old};{caller}-{address}"},
    {SHAPE_RESIZE, "#r:{address};{caller}-{old};{size}"},
    {SHAPE_CALLOC, "#c:{address};{caller}-{count};{size}"},
    {SHAPE_REGION, "^#h:{address};{old}"},
    {SHAPE_BOOT, "^#visual-memory-tracer-init:{count}:{size}"},
    {SHAPE_FATAL, "^++ MbedOS Error Info ++"},
    {SHAPE_FATAL, "^++ MbedOS Fault Handler ++"},
    {SHAPE_FATAL, "^= System will be rebooted due to a fatal error ="},
};

const struct dialect dialect_mbed = {
    .name = "mbed",
    .about = "Mbed OS memory tracing (#m: #r: #c: #f:), and firmware with heapterm_device.h",
    .family = FAMILY_OF_MBED,
    .shapes = shapes,
    .shape_count = COUNT(shapes),
};
