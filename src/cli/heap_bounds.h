/* The heap's bounds from an ELF file, for a tracker. */
#ifndef CLI_HEAP_BOUNDS_H
#define CLI_HEAP_BOUNDS_H

#include "io/fault.h"

/* Nothing to do with `elf` NULL. Says on standard error which symbols were used. */
enum hpt_status heap_bounds_read(const char *elf, struct hpt_options *options,
                                 struct fault *f) HPT_MUST_CHECK;

#endif
