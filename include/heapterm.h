/* heapterm: an exact map of a small device's heap, from the lines its runtime prints.
 *
 * The library turns bytes into text and events, and events into a map of every heap. It opens no
 * file, reads no clock, starts no thread and has no global state: bytes and times come in as
 * arguments, what it has to say goes to observers. One tracker is used by one thread at a time;
 * different trackers are independent.
 *
 *     struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0});
 *     hpt_observe(t, &(struct hpt_observer){.self = me, .event = on_event});
 *     while ((n = read(fd, buffer, sizeof buffer)) > 0)
 *         status = hpt_feed(t, buffer, (size_t)n, now_us(), NULL);
 *     status = hpt_end(t);
 *     ... hpt_state(t) ...
 *     hpt_tracker_free(t);
 */
#ifndef HEAPTERM_H
#define HEAPTERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined __GNUC__
#define HPT_MUST_CHECK __attribute__((warn_unused_result))
#define HPT_API __attribute__((visibility("default")))
#else
#define HPT_MUST_CHECK
#define HPT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Text that somebody else owns: `len` bytes at `at`, no terminator. */
struct hpt_str {
    const char *at;
    size_t len;
};

/* 0 is good; what fails is negative. */
enum hpt_status {
    HPT_OK = 0,
    HPT_ERR_MEMORY = -1,   /* no memory for the model; the tracker can only be freed */
    HPT_ERR_ARGUMENT = -2, /* an option names nothing known, or contradicts another */
    HPT_ERR_SYSTEM = -3,   /* a file, a port or a write failed (program only) */
    HPT_ERR_CHECK = -4     /* hpt_options.check found a broken invariant: see hpt_check */
};

/* What one trace line says. */
enum hpt_event_kind {
    HPT_EVENT_ALLOC,  /* malloc, calloc: `address` now holds `size` bytes */
    HPT_EVENT_FREE,   /* free of `address`, 0 for free(NULL) */
    HPT_EVENT_RESIZE, /* realloc: `old_address` moved to or stays at `address` */
    HPT_EVENT_FAIL,   /* an allocation of `size` bytes failed; a failed realloc has `old_address` */
    HPT_EVENT_KIND_COUNT
};

/* How an address compares with what the allocator model predicted. */
enum hpt_verdict {
    HPT_VERDICT_NONE,         /* nothing to predict: a release, a failure */
    HPT_VERDICT_UNCHECKED,    /* no model, or the block lies where the map is unknown */
    HPT_VERDICT_PREDICTED,    /* the model said this address */
    HPT_VERDICT_MISPREDICTED, /* the model said another one (see hpt_event.expected) */
    HPT_VERDICT_COUNT
};

/* What is wrong with an event, taken by itself. */
enum hpt_warning {
    HPT_WARN_NONE,
    HPT_WARN_FREE_OLD,       /* release or realloc of a block from before the trace began */
    HPT_WARN_FREE_UNKNOWN,   /* release of a block never seen */
    HPT_WARN_FREE_TWICE,     /* second release; `other` is the event of the first */
    HPT_WARN_FREE_INSIDE,    /* release of an address inside the block `other_address` */
    HPT_WARN_ALLOC_LIVE,     /* allocation over the live block `other_address` */
    HPT_WARN_RESIZE_UNKNOWN, /* realloc of a block never seen */
    HPT_WARN_AFTER_LOSS,     /* what would be one of these, but for output that the device says it
                                dropped: expected, and not counted among the warnings */
    HPT_WARN_COUNT
};

enum hpt_block_state {
    HPT_BLOCK_FREE,
    HPT_BLOCK_USED,
    HPT_BLOCK_UNKNOWN, /* a stretch of which the trace does not tell what is in it; never free */
    HPT_BLOCK_STATE_COUNT
};

/* A stretch of a heap. Blocks tile the heap; neighbouring free blocks are one. All sizes in bytes.
 */
struct hpt_block {
    enum hpt_block_state state;
    bool seen;        /* its allocation was in the trace; else requested, event and caller are 0 */
    bool doubtful;    /* its bounds are inferred after a loss */
    uint64_t header;  /* first byte, as the allocator counts: the header */
    uint64_t size;    /* occupied: header, payload, rounding */
    uint64_t address; /* what malloc returned, or would return for a free block; 0 for unknown */
    uint64_t requested; /* what the program asked for; free block: the most it could serve */
    uint64_t event;     /* number of the event that made it */
    uint64_t caller;    /* return address of the allocation call; 0 where the device prints none */
};

/* One event, with what the model made of it. `line` is valid until the observer returns. */
struct hpt_event {
    enum hpt_event_kind kind;
    bool size_known;      /* micro:bit before 2016-03 prints failures without a size */
    bool repeated;        /* says again what the event before said (mbed-os before 2018) */
    bool native;          /* from the C library's heap (micro:bit 2016 to 2018) */
    uint64_t number;      /* 1 is the first event of the input; goes on over restarts */
    uint64_t run;         /* 1 is the first run */
    uint64_t input_line;  /* number of line feeds before the end of the event's line, plus one */
    uint64_t input_byte;  /* bytes of input up to the end of the event's line */
    uint64_t begun_us;    /* arrival of its line's first byte, as given to hpt_feed */
    uint64_t time_us;     /* and of the last */
    uint64_t address;     /* the block; after a resize, where it is now; 0 is NULL */
    uint64_t old_address; /* resize: where it was */
    uint64_t size;        /* requested bytes */
    uint64_t caller;      /* return address; 0 where the dialect has none */
    enum hpt_verdict verdict;
    uint64_t expected; /* with HPT_VERDICT_MISPREDICTED: the predicted address, 0 for failure */
    enum hpt_warning warning;
    uint64_t other;         /* see enum hpt_warning */
    uint64_t other_address; /* see enum hpt_warning */
    struct hpt_block block; /* the block made, or released; with a resize the new one */
    uint64_t old_requested; /* resize: requested size before, where it was known */
    struct hpt_str line;    /* the trace text without its line end */
};

/* An instant of an input. */
struct hpt_instant {
    uint64_t event;   /* the last one; 0 before the first */
    uint64_t line;    /* that it came in, or line feeds so far */
    uint64_t byte;    /* behind it */
    uint64_t time_us; /* 0: not known */
    uint64_t run;     /* 0: no instant at all */
};

/* Where a heap's bounds come from. */
enum hpt_bounds {
    HPT_BOUNDS_INFERRED, /* lowest and highest address seen so far; both may still move */
    HPT_BOUNDS_GIVEN,    /* by the user (hpt_options.heap_*) */
    HPT_BOUNDS_PRINTED,  /* by the device */
    HPT_BOUNDS_COUNT
};

struct blocks;
struct allocator;

/* One heap, read only. Valid until the tracker is fed again. */
struct hpt_heap {
    uint64_t index; /* the device's number; where it prints none, in order of appearance */
    enum hpt_bounds bounds;
    bool native; /* the C library's heap beside the runtime's; no model */
    uint64_t start;
    uint64_t end;
    uint64_t top; /* [top, end) was never handed to the allocator (newlib: the break) */
    bool open; /* a trace that began late has not shown yet what is at its end: what is free there
                  is not known, and lows and limits of free memory do not count */
    uint64_t used_bytes;
    uint64_t used_blocks;
    uint64_t unknown_bytes;
    uint64_t unknown_blocks; /* stretches */
    uint64_t old_stretches;  /* those of them that date from before the trace began */
    uint64_t free_bytes;
    uint64_t free_blocks;              /* holes; [top, end) and a hole before it count as one */
    uint64_t largest_allocatable;      /* the largest n for which malloc(n) finds room here now */
    const struct blocks *blocks;       /* for hpt_heap_block */
    const struct allocator *allocator; /* for hpt_heap_block */
};

enum hpt_level {
    HPT_LEVEL_EXACT,    /* every address predicted, bounds known */
    HPT_LEVEL_RESYNCED, /* exact since the event `exact_since`, apart from unknown stretches */
    HPT_LEVEL_INFERRED, /* no model, two that fit, bounds unknown, or a loss not yet healed */
    HPT_LEVEL_COUNT
};

/* How far the map can be trusted; counts are of the current run. */
enum hpt_past {
    HPT_PAST_SETTLED,
    HPT_PAST_UNPROVEN, /* the trace seems to begin with the program, which so few allocations do not
                          prove yet */
    HPT_PAST_BLOCKS,   /* blocks were there before the trace: those beside them may be a few bytes
                          larger, all else is known (hpt_exactness.unsettled_blocks) */
    HPT_PAST_OPEN,     /* they leave open more than that, as where the allocator's memory ends */
    HPT_PAST_COUNT
};

struct hpt_exactness {
    enum hpt_level level;
    enum hpt_past past;        /* while it is not settled the level is inferred */
    uint64_t exact_since;      /* event number; 0 unless level is resynced */
    uint64_t predicted;        /* addresses that the model had right */
    uint64_t mispredicted;     /* addresses that it had wrong */
    uint64_t lost_lines;       /* trace lines known to be missing or garbled, at least */
    uint64_t unknown_blocks;   /* live blocks and stretches whose allocation was not in the trace */
    uint64_t unsettled_blocks; /* blocks beside older memory that may be a few bytes larger */
    uint64_t late_lines;       /* lines put back in order */
    uint64_t torn_lines;       /* lines put back together */
    const char *rival;         /* an allocator whose blocks lie differently and which explains all
                                  addresses so far as well, or NULL: the level is inferred till then */
};

/* Do so many addresses differ from the predictions that the device must have another allocator than
 * the model's? The level is then never better than inferred. */
HPT_API bool hpt_model_misfits(const struct hpt_exactness *exactness);

/* The figures of a run that is over. */
struct hpt_run {
    uint64_t run; /* its number */
    uint64_t last_event;
    uint64_t allocations, releases, null_releases, resizes, failures, warnings;
    uint64_t peak_live_bytes;
    uint64_t peak_event;
};

struct hpt_notice;

/* The state after the last event. Valid until the tracker is fed again. */
struct hpt_state {
    bool counted_only; /* hpt_options.account_only: there is no map */
    uint64_t event;    /* number of the last event, 0 before the first */
    uint64_t line;     /* line feeds consumed */
    uint64_t byte;     /* bytes consumed */
    uint64_t time_us;
    uint64_t run;
    uint64_t live_blocks; /* in all heaps, seen in the trace */
    uint64_t live_bytes;  /* requested */
    uint64_t peak_live_bytes;
    uint64_t peak_event;
    uint64_t free_bytes; /* sum over the heaps; here and below without those of the C library */
    uint64_t total_bytes;
    uint64_t open_bytes; /* unknown bytes of the heaps that are open: what is free in them is not
                            known; 0: none is */
    uint64_t largest_allocatable; /* over the heaps */
    uint64_t
        low_largest_allocatable; /* the lowest it has been in this run while bounds were known */
    uint64_t low_event;          /* 0: never */
    uint64_t allocations, releases, resizes, failures, warnings;
    uint64_t null_releases; /* free(NULL): beside the releases */
    const char *dialect;    /* of the last event; "none" before the first */
    const char *allocator;  /* the model in use; "none" where there is none */
    struct hpt_exactness exactness;
    size_t heap_count;
    const struct hpt_heap *heaps; /* in order of creation */
    size_t note_count;            /* what was noticed in this run, at most the first 32 */
    const struct hpt_notice *notes;
    uint64_t notes_dropped;
    size_t earlier_count; /* of the runs before this one the first and the last, at most 4 each */
    const struct hpt_run *earlier;
};

/* What an observer hears beside text and events. */
enum hpt_notice_kind {
    HPT_NOTICE_RESTART, /* the device started over: a new run begins; `reason` says what showed it
                         */
    HPT_NOTICE_PRINT_AGREES,  /* a heap print equals the map of heap `heap` */
    HPT_NOTICE_PRINT_SET,     /* a heap print gave a heap's bounds or blocks that were not known */
    HPT_NOTICE_PRINT_DIFFERS, /* a heap print contradicts the map first at `address` */
    HPT_NOTICE_LOST_RELEASE,  /* before `event`, the release of `address` was lost */
    HPT_NOTICE_LOST_ALLOC,    /* before `event`, an allocation in the hole at `address` was lost */
    HPT_NOTICE_MISPREDICTED,  /* `event` put a block at `address`, not at `other_address`, and no
                                 loss  explains it; `reason` is why it is not in the map, or NULL */
    HPT_NOTICE_BAD_PRINT,     /* a heap print that contradicts itself; `reason` says how */
    HPT_NOTICE_GARBLED,       /* a trace line was damaged on its way and cannot be read */
    HPT_NOTICE_LATE,          /* the line of `event` came late by `count` lines; order repaired */
    HPT_NOTICE_LOSS_MARK,     /* the device says that it dropped output */
    HPT_NOTICE_FATAL,   /* the runtime reports a fatal error: the run ends; `text` is its line */
    HPT_NOTICE_DAMAGE,  /* the output ends with the release of `address`: a micro:bit that
                           stopped there found its header damaged; `other_address` is the live
                           block below, 0 if there is none */
    HPT_NOTICE_MODEL,   /* another allocator model fits the trace better; `reason` names it */
    HPT_NOTICE_SETTLED, /* a trace that began late became exact, apart from unknown stretches: from
                           `event` on */
    HPT_NOTICE_LIMIT,   /* more than heapterm keeps; `reason` says what was not kept */
    HPT_NOTICE_KIND_COUNT
};

struct hpt_notice {
    enum hpt_notice_kind kind;
    uint64_t event;   /* the event that showed it; 0 if none */
    uint64_t address; /* see the kind */
    uint64_t other_address;
    uint64_t count;     /* see the kind */
    uint64_t heap;      /* index of the heap */
    const char *reason; /* one clause of English; static or valid until the observer returns */
    struct hpt_str text;
};

/* Hears what a tracker has to say, in input order. Any function may be NULL. The functions must not
 * feed or free the tracker; they may call hpt_state, hpt_heap_block and hpt_stop. */
struct hpt_observer {
    void *self;
    /* Output of the device that is no trace line, byte for byte, in pieces of any size. Joined, the
     * pieces are the input without its trace lines and their line ends. `time_us` is when the first
     * byte arrived, however long the piece was held back; 0 where that is not known. */
    void (*text)(void *self, struct hpt_str bytes, uint64_t time_us);
    /* The line whose text was told last, or what is there of it, are no words of the device's own:
     * it is a line of a heap print, gives the heap's bounds, or marks a boot or a loss. `is_torn`:
     * the print lacks lines or contradicts itself, so lines before this one may be its, too. */
    void (*print)(void *self, bool is_torn);
    void (*event)(void *self, const struct hpt_event *event, const struct hpt_state *state);
    void (*notice)(void *self, const struct hpt_notice *notice, const struct hpt_state *state);
    /* What hpt_feed has consumed, byte for byte, trace lines and all, after what it led to. */
    void (*input)(void *self, struct hpt_str bytes, uint64_t time_us);
    /* The input rests: what the observer itself holds back is better shown now. `is_over`: it has
     * ended or was interrupted, and a line that is open does not go on. */
    void (*pause)(void *self, bool is_over);
    /* Whether it holds something back that should be shown after a pause. */
    bool (*holds)(void *self);
    /* A hint, for speed alone: an event about the block at this address may be among the next few.
     * What is kept of it can be fetched into the cache meanwhile. */
    void (*expect)(void *self, uint64_t address);
};

/* A heap is smaller than this; larger ones are not kept, and a notice says so. */
#define HPT_HEAP_SIZE_LIMIT (UINT64_C(1) << 31)

struct hpt_options {
    const char *dialect;   /* name from hpt_dialects(), or NULL: all at once */
    const char *allocator; /* name from hpt_allocators(), or NULL: chosen by the trace */
    bool heap_given;       /* bounds of the heap, for devices that print none */
    uint64_t heap_start;
    uint64_t heap_size; /* above 0 and below HPT_HEAP_SIZE_LIMIT */
    bool account_only;  /* live blocks and bytes alone: no map, no predictions, and of what went
                           wrong only releases of what is not live and allocations over what is; the
                           level is inferred. Faster, for long logs */
    bool check;         /* verify the model's invariants after every event: slow */
};

struct hpt_tracker;

/* A tracker at the start of an input, or NULL without memory or with options that name nothing
 * known (then *status says which; status may be NULL). Options are copied, names are not. */
HPT_API struct hpt_tracker *hpt_tracker_new(const struct hpt_options *options,
                                            enum hpt_status *status);
HPT_API void hpt_tracker_free(struct hpt_tracker *tracker); /* NULL is fine */

/* Another tracker in exactly the same state, without observers: fed the same, it tells the same.
 * The two are independent. Not for an observer to call. NULL without memory. */
HPT_API struct hpt_tracker *hpt_tracker_copy(const struct hpt_tracker *tracker);
/* Bytes of memory that it holds: about what a copy takes. */
HPT_API size_t hpt_tracker_size(const struct hpt_tracker *tracker);

/* Adds an observer (copied), at most 8. */
HPT_API enum hpt_status hpt_observe(struct hpt_tracker *tracker,
                                    const struct hpt_observer *observer) HPT_MUST_CHECK;

/* Takes `size` bytes that arrived at `time_us`. However the input is cut into calls, observers hear
 * the same. *consumed (may be NULL) is `size`, or less when an observer called hpt_stop. */
HPT_API enum hpt_status hpt_feed(struct hpt_tracker *tracker, const void *bytes, size_t size,
                                 uint64_t time_us, size_t *consumed) HPT_MUST_CHECK;

/* True while bytes are held back that may be the start of a trace line, or an observer holds some.
 */
HPT_API bool hpt_holds_text(const struct hpt_tracker *tracker);

/* Gives held bytes to the observers as text (a prompt must not wait), and tells them of the pause.
 * The bytes still count as the start of a trace line if they turn out to be one. For live inputs.
 */
HPT_API enum hpt_status hpt_show_held(struct hpt_tracker *tracker) HPT_MUST_CHECK;

/* The input stops here for now: what waits for more lines is decided, a half line is not taken as
 * an event. The state is then that after exactly the bytes fed. */
HPT_API enum hpt_status hpt_settle(struct hpt_tracker *tracker) HPT_MUST_CHECK;

/* The input has ended: as hpt_settle, and an unterminated last line is taken if it is whole beyond
 * doubt. Feed no more. */
HPT_API enum hpt_status hpt_end(struct hpt_tracker *tracker) HPT_MUST_CHECK;

/* The line to the device was interrupted here: a half line is no trace line, what is fed next
 * begins a line, and trace lines may be missing, so the map is inferred until the trace shows what
 * is right. */
HPT_API enum hpt_status hpt_gap(struct hpt_tracker *tracker) HPT_MUST_CHECK;

/* Called by an observer: hpt_feed returns after this event, with the rest of the bytes not
 * consumed. */
HPT_API void hpt_stop(struct hpt_tracker *tracker);

HPT_API const struct hpt_state *hpt_state(const struct hpt_tracker *tracker);

/* The first broken invariant of the model in words, or NULL. */
HPT_API const char *hpt_check(const struct hpt_tracker *tracker);

/* Names and one-line descriptions, ended by a NULL name. */
struct hpt_named {
    const char *name;
    const char *about;
};
HPT_API const struct hpt_named *hpt_dialects(void);
HPT_API const struct hpt_named *hpt_allocators(void);

#ifdef __cplusplus
}
#endif

#include "heapterm_budget.h"  /* what a heap may cost, and whether it was kept */
#include "heapterm_diff.h"    /* what differs between two instants */
#include "heapterm_explain.h" /* why an allocation fails */
#include "heapterm_heap.h"    /* questions to a heap */
#include "heapterm_names.h"   /* names for addresses */
#include "heapterm_report.h"  /* the whole run in values */
#include "heapterm_view.h"    /* the answers as text */
#endif
