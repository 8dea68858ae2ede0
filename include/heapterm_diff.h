/* What lives at one instant, by site, and what is different at another. Part of heapterm.h, which
 * includes it.
 *
 * A site is the function that allocated, where a namer knows it, so that two builds can be
 * compared; otherwise the return address; where the device prints none, all blocks of one requested
 * size are a site, which is called a kind. */
#include "heapterm.h" /* includes this one, in its place */

#ifndef HEAPTERM_DIFF_H
#define HEAPTERM_DIFF_H

#ifdef __cplusplus
extern "C" {
#endif

struct hpt_namer;
struct hpt_out;

/* The live blocks of a site. */
struct hpt_site_sum {
    struct hpt_str function; /* empty: not named. The namer's, and holds as long as it does */
    struct hpt_str file;     /* of the function; empty: not known */
    uint32_t line;           /* of one call in it; 0: all its calls */
    bool is_wrapper;         /* it is a wrapper of malloc, and its caller is not in the trace */
    uint64_t caller;         /* a return address of the site; 0: a kind, or the rest */
    uint64_t size;           /* of a kind: requested bytes */
    bool is_rest;            /* what came after the last site that is kept apart */
    uint64_t blocks;
    uint64_t bytes; /* requested */
};

/* What lived at an instant. */
struct hpt_inventory {
    /* As it was. Its heaps are copies and have no blocks: not for hpt_heap_block. No notes. */
    struct hpt_state state;
    uint64_t used_bytes; /* in all heaps that are not the C library's: occupied or unknown */
    bool bounds_known;   /* of all those heaps: free and largest mean something */
    struct hpt_site_sum *sites;
    size_t site_count;
};

/* Hears a tracker from its first byte on, to know who allocated what is live. NULL without memory.
 * `namer` (may be NULL) must outlive it and its inventories. */
struct hpt_census;
HPT_API struct hpt_census *hpt_census_new(const struct hpt_namer *namer);
HPT_API void hpt_census_free(struct hpt_census *census); /* NULL is fine */
HPT_API struct hpt_observer hpt_census_observer(struct hpt_census *census);

/* Makes the inventory of this instant: `state` is that of the tracker that it hears. Release it,
 * with HPT_OK or not. HPT_ERR_MEMORY is the only failure, also if it happened before. */
HPT_API enum hpt_status hpt_census_take(struct hpt_census *census, const struct hpt_state *state,
                                        struct hpt_inventory *inventory) HPT_MUST_CHECK;
HPT_API void hpt_inventory_release(struct hpt_inventory *inventory);

/* How changes are given, and which comes first: the most bytes, or the most in percent. */
enum hpt_policy { HPT_POLICY_ABS, HPT_POLICY_PERCENT, HPT_POLICY_COUNT };

/* What became of a site, by its bytes; where those are equal, by its blocks. */
enum hpt_fate {
    HPT_FATE_NEW,
    HPT_FATE_GROWN,
    HPT_FATE_SHRUNK,
    HPT_FATE_GONE,
    HPT_FATE_SAME,
    HPT_FATE_COUNT
};

struct hpt_site_change {
    enum hpt_fate fate;
    struct hpt_site_sum before, after; /* of a new site before is empty but for its name; so is
                                          after of one that is gone */
};

struct hpt_diff {
    const struct hpt_inventory *before, *after; /* borrowed */
    enum hpt_policy policy;
    struct hpt_site_change *changes; /* by fate, and of each fate the most change first */
    size_t change_count;
};

/* Compares two inventories, which must outlive *diff. Release it, with HPT_OK or not. */
HPT_API enum hpt_status hpt_diff_make(struct hpt_diff *diff, const struct hpt_inventory *before,
                                      const struct hpt_inventory *after,
                                      enum hpt_policy policy) HPT_MUST_CHECK;
HPT_API void hpt_diff_release(struct hpt_diff *diff);

/* The site of one call, without blocks: by its return address, or with caller 0 all blocks of
 * `size` bytes. `namer` may be NULL. */
HPT_API struct hpt_site_sum hpt_site_of(uint64_t caller, uint64_t size,
                                        const struct hpt_namer *namer);

/* The name of a site, the same in every answer: function (file), of one call function (file:line);
 * function (caller not in the trace); 0x1a2b4; or blocks of 56 bytes. A function whose name is long
 * loses its template arguments. */
HPT_API void hpt_write_site(struct hpt_out *out, const struct hpt_site_sum *site);

/* The answer as text and as JSON (docs/diff.schema.json). `before` and `after` are how the instants
 * are called: they may hold anything. */
HPT_API void hpt_write_diff(struct hpt_out *out, const struct hpt_diff *diff, const char *before,
                            const char *after);
HPT_API void hpt_write_diff_json(struct hpt_out *out, const struct hpt_diff *diff,
                                 const char *before, const char *after);

#ifdef __cplusplus
}
#endif
#endif
