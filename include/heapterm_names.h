/* Names for addresses: functions, files and lines, as whoever reads ELF files knows them. Part of
 * heapterm.h, which includes it. The library reads no ELF file; a program gives it a struct
 * hpt_namer, or NULL: then addresses stay numbers. */
#include "heapterm.h" /* includes this one, in its place */

#ifndef HEAPTERM_NAMES_H
#define HEAPTERM_NAMES_H

#ifdef __cplusplus
extern "C" {
#endif

/* One function that an address lies in. */
struct hpt_frame {
    struct hpt_str function; /* as people read it: demangled, without parameters */
    struct hpt_str file;     /* as much of its path as tells it from others; empty: not known */
    uint32_t line;           /* 0: not known */
};

/* What an address is. All text and frames are the namer's and hold as long as it does. */
struct hpt_site_name {
    struct hpt_str text;            /* as hpt_write_site has it: session_open (greenhouse.cpp:43) */
    const struct hpt_frame *frames; /* innermost first; each is inlined into the next */
    size_t frame_count;             /* at least 1 */
    size_t site;     /* which of them `text` names: the innermost that allocates for itself */
    bool is_wrapper; /* none does: all of them are malloc or something around it, and `text` says
                        that the caller is not in the trace */
};

/* Finds names. Both functions are asked for the same addresses over and over, and must be quick
 * then. False: nothing is known of that address, *name is untouched. */
struct hpt_namer {
    void *self;
    /* A return address, as hpt_event.caller and hpt_block.caller are: the call before it. */
    bool (*name)(void *self, uint64_t caller, struct hpt_site_name *name);
    /* The address of an instruction, such as where a program stopped. */
    bool (*place)(void *self, uint64_t address, struct hpt_site_name *name);
};

#ifdef __cplusplus
}
#endif
#endif
