/* Why an allocation failed, or how near a heap is to that: the answers of `heapterm explain` as
 * plain values. Part of heapterm.h, which includes it. docs/explain.md defines every figure. */
#include "heapterm.h" /* includes this one, in its place */

#ifndef HEAPTERM_EXPLAIN_H
#define HEAPTERM_EXPLAIN_H

#include "heapterm_view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why a request is refused. */
enum hpt_cause {
    HPT_CAUSE_NONE,       /* it would not be: the map has room for it */
    HPT_CAUSE_ZERO,       /* this runtime refuses requests of 0 bytes */
    HPT_CAUSE_LIMIT,      /* the allocator refuses requests of this size, whatever is free */
    HPT_CAUSE_TOO_LARGE,  /* more than the largest heap has, even when empty */
    HPT_CAUSE_EXHAUSTED,  /* no heap has so much free as was asked for */
    HPT_CAUSE_FRAGMENTED, /* enough is free in a heap, but in no single hole */
    HPT_CAUSE_OVERHEAD,   /* the bytes are free, but not those for header and rounding as well */
    HPT_CAUSE_REGION,     /* one heap has room for it, another has not: the one with room was not
                             tried, or is not allowed */
    HPT_CAUSE_UNKNOWN,    /* the heap's bounds, or the size, are not known */
    HPT_CAUSE_COUNT
};

struct hpt_failure {
    enum hpt_cause cause;
    uint64_t size;        /* the request */
    uint64_t need;        /* bytes of a hole that it takes, header and rounding counted, in the heap
                             where that is least; 0: it is always refused */
    uint64_t free_bytes;  /* over all heaps, headers and rounding of the blocks deducted */
    uint64_t free_in_one; /* in the heap that has the most */
    uint64_t holes;
    uint64_t widest_hole; /* bytes of the largest hole as the allocator sees it, its future header
                             included */
    uint64_t largest;     /* the largest request that would succeed */
    bool is_least;        /* there may be more free than that, and in one hole: bounds are inferred,
                             or the next */
    bool is_open;         /* the trace began late, and what was in the heap before is not known */
};

/* Why malloc(size) fails in this state, or would: never HPT_CAUSE_REGION. */
HPT_API struct hpt_failure hpt_explain_failure(const struct hpt_state *state, uint64_t size);

/* Why the allocation of `event`, an HPT_EVENT_FAIL that was the last one, failed. */
HPT_API struct hpt_failure hpt_explain_event(const struct hpt_state *state,
                                             const struct hpt_event *event);

/* The cause and the figures, in a sentence or two without a line end. */
HPT_API void hpt_write_failure(struct hpt_out *out, const struct hpt_failure *failure);

enum {
    HPT_PIN_SETS = 3,    /* the cheapest ones that are given */
    HPT_PIN_BLOCKS = 12, /* of each, the first in address order */
    HPT_SAID_SIZE = 120  /* bytes of the device's own words */
};

/* A live block that keeps a request from fitting. Blocks are of one kind if they have the same call
 * site; where the device prints none, if they have the same requested size and the device's last
 * line before them was the same but for its numbers. */
struct hpt_pin {
    struct hpt_block block;
    uint64_t line;          /* of the input; 0: its allocation was not in the trace */
    uint64_t age_events;    /* since it was made */
    uint64_t age_bytes;     /* requested by later allocations: Barrett and Zorn's clock */
    uint64_t age_us;        /* 0 where times are not known */
    uint64_t kind_live;     /* live blocks of its kind */
    uint64_t kind_ways;     /* of hpt_explanation.ways, those that release one of its kind */
    uint64_t kind_released; /* blocks of its kind that were released in this run */
    uint64_t kind_age;      /* their mean age then, in events */
    uint64_t kind_oldest;   /* the age of the oldest */
    size_t said_size;
    char said[HPT_SAID_SIZE]; /* the device's last line before its allocation; any bytes */
};

/* Live blocks whose release would have let a request succeed, none of which can be left out. */
struct hpt_pin_set {
    uint64_t heap; /* its index */
    uint64_t from; /* the hole [from, to) that would have opened */
    uint64_t to;
    uint64_t bytes;  /* occupied by the blocks */
    uint64_t blocks; /* how many; of them the first HPT_PIN_BLOCKS are in `pins` */
    struct hpt_pin pins[HPT_PIN_BLOCKS];
};

/* How a figure moved over the later half of a run: Theil and Sen's slope with its 95 % interval,
 * and Mann and Kendall's test. */
struct hpt_trend {
    double slope; /* per event */
    double low, high;
    double p;
    double now; /* the line's height at the last event */
};

/* Where a run is heading. */
struct hpt_outlook {
    bool is_known;            /* long enough to say */
    uint64_t from_event;      /* the later half begins there */
    uint64_t asked;           /* the largest request that was served in it */
    double us_per_event;      /* in it; 0 where times are not known */
    struct hpt_trend live;    /* requested bytes that are live, the most in each part */
    bool is_open;             /* hpt_heap.open at some event of it */
    bool has_bounds;          /* the two below are known */
    struct hpt_trend free;    /* free bytes, the least in each part */
    struct hpt_trend largest; /* the largest allocatable, the least in each part */
    bool will_fail;           /* the next three are known */
    double events;            /* until a request of `asked` bytes fails */
    double events_low;        /* 95 % interval */
    double events_high;       /* infinite: it may never fail */
};

/* What would have helped, or would help: only what the trace supports. */
enum hpt_help_kind {
    HPT_HELP_RELEASE, /* `set`: this run has released blocks of all their kinds, and all sooner */
    HPT_HELP_AT_ALL,  /* `set`: no block of their kinds was released in this run, and there are more
                         of each than in the set: they pile up */
    HPT_HELP_EARLY, /* `set`: no block of their kinds was released in this run, there are no others,
                       and they were made after its first release: at the start they would stand in
                       nobody's way */
    HPT_HELP_MORE,  /* a heap that ends `bytes` later */
    HPT_HELP_LESS,  /* a request of at most `bytes` */
    HPT_HELP_KIND_COUNT
};

struct hpt_help {
    enum hpt_help_kind kind;
    const struct hpt_pin_set *set; /* one of the explanation's own; or NULL */
    uint64_t bytes;
    uint64_t heap; /* HPT_HELP_MORE: its index */
};

struct hpt_explanation {
    bool is_failure; /* of the allocation that is the last event; else of a healthy instant */
    uint64_t event, input_line, time_us, run; /* the instant; 0 in time_us: not known */
    uint64_t failures;                        /* in this run so far */
    uint64_t old_address;                     /* a realloc of this block failed; else 0 */
    uint64_t caller;                          /* of the failed allocation; 0: not known */
    bool size_known;
    struct hpt_failure failure; /* at a healthy instant of the smallest request that would fail */
    bool has_index;             /* no hole fits, so that the next is defined */
    uint32_t index;             /* Linux' fragmentation index of the request, in thousandths */
    size_t heaps;               /* without those of the C library */
    uint64_t room_in;           /* HPT_CAUSE_REGION: the index of a heap that had room */
    uint64_t low_largest;       /* the lowest that the largest allocatable was in this run */
    uint64_t low_event;         /* 0: not known */
    uint64_t first_release;     /* event of the run's first release; 0: none */
    uint64_t more_heap; /* bytes by which a heap would have to end later; 0: not known, or none */
    uint64_t more_in;   /* the index of that heap */
    uint64_t ways;      /* the sets of live blocks that would have to go: how many there are */
    size_t set_count;   /* of the arrays; at most HPT_PIN_SETS */
    struct hpt_pin_set by_bytes[HPT_PIN_SETS];
    struct hpt_pin_set by_blocks[HPT_PIN_SETS];
    struct hpt_outlook outlook; /* only at a healthy instant */
    struct hpt_exactness exactness;
    const char *allocator;
    bool has_inferred_bounds;
};

/* Hears a trace, and keeps what explanations need: of each live block when it was made, by whom and
 * after which words of the device. */
struct hpt_explainer;
HPT_API struct hpt_explainer *hpt_explainer_new(void); /* NULL without memory */
HPT_API void hpt_explainer_free(struct hpt_explainer *explainer);
HPT_API struct hpt_observer hpt_explainer_observer(struct hpt_explainer *explainer);

/* Explains the state: the failure, if one was the last event; else how near it is. */
HPT_API enum hpt_status hpt_explain(struct hpt_explainer *explainer, const struct hpt_state *state,
                                    struct hpt_explanation *explanation) HPT_MUST_CHECK;

/* From now on every failure is explained when it is heard: linear in the live blocks, but for one
 * of the same request while the map is the same, which takes constant time. */
HPT_API void hpt_explain_failures(struct hpt_explainer *explainer);
/* For speed alone, before the tracker is fed these bytes: returns how many of them to feed it now,
 * before it is asked again about the rest. Once explanations have become dear, a copy of the
 * tracker reads the bytes ahead, and of the failures in them only the last is explained: so a run
 * that fails again and again is linear in its length. The larger the pieces, the less it costs. Not
 * for an observer to call. */
HPT_API size_t hpt_explain_ahead(struct hpt_explainer *explainer, const struct hpt_tracker *tracker,
                                 struct hpt_str bytes, uint64_t time_us);
/* The last of them; NULL: none yet. Valid until the explainer hears more. */
HPT_API const struct hpt_explanation *hpt_last_failure(const struct hpt_explainer *explainer);

/* Fills helps, in the order in which to think of them. Returns how many. */
HPT_API size_t hpt_helps(const struct hpt_explanation *explanation,
                         struct hpt_help helps[HPT_HELP_KIND_COUNT]);

/* In words, with the options' colours, names and (up to 79) columns, or as JSON
 * (docs/explain.schema.json); `namer` may be NULL. */
HPT_API void hpt_write_explanation(struct hpt_out *out, const struct hpt_explanation *explanation,
                                   const struct hpt_log_options *options);
HPT_API void hpt_write_explanation_json(struct hpt_out *out,
                                        const struct hpt_explanation *explanation,
                                        const struct hpt_namer *namer);

#ifdef __cplusplus
}
#endif
#endif
