#include "report/trust.h"

#include "base/plural.h"
#include "base/str.h"
#include "report/words.h"

#include <inttypes.h>

static void write_counts(struct hpt_out *out, const struct trust *t)
{
    const struct hpt_exactness *e = &t->exactness;
    uint64_t checked = e->predicted + e->mispredicted;

    out_format(out, ": %" PRIu64 " of %" PRIu64 " addresses predicted", e->predicted, checked);
    if (checked > 0)
        out_format(out, " by %s", t->allocator);
    if (e->lost_lines > 0)
        out_format(out, ", at least %" PRIu64 " line%s lost", e->lost_lines, plural(e->lost_lines));
    if (e->torn_lines > 0)
        out_format(out, ", %" PRIu64 " torn put together", e->torn_lines);
    if (e->late_lines > 0)
        out_format(out, ", %" PRIu64 " late put in order", e->late_lines);
    if (e->unknown_blocks > 0)
        out_format(out, ", %" PRIu64 " block%s or stretch%s not from the trace", e->unknown_blocks,
                   plural(e->unknown_blocks), e->unknown_blocks == 1 ? "" : "es");
}

void write_trust(struct hpt_out *out, const struct trust *t)
{
    const struct hpt_exactness *e = &t->exactness;

    if (t->counted_only) {
        out_text(out, "counted only: no map was kept, and no address was checked");
        return;
    }
    if (e->level == HPT_LEVEL_RESYNCED)
        out_format(out, "exact since event %" PRIu64, e->exact_since);
    else
        out_text(out, level_name(e->level));
    write_counts(out, t);
    if (t->has_inferred_bounds)
        out_text(out, "; the heap's bounds are inferred (give --elf or --heap)");
    if (e->past == HPT_PAST_UNPROVEN)
        out_text(out, "; too few allocations yet to show that the trace begins with the program");
    if (e->past == HPT_PAST_BLOCKS)
        out_format(out,
                   "; the trace began late, and %" PRIu64
                   " block%s beside older memory may be a few bytes larger",
                   e->unsettled_blocks, plural(e->unsettled_blocks));
    if (e->past == HPT_PAST_OPEN)
        out_text(out, "; the trace began late, and what was there before has not all shown itself");
    if (e->rival)
        out_format(out, "; the allocator is %s or %s, the addresses do not tell yet", t->allocator,
                   e->rival);
    if (hpt_model_misfits(e))
        out_text(out, "; the device's allocator is none that heapterm models");
    if (t->has_heaps && str_is(str_of(t->allocator), "none"))
        out_text(out, "; no allocator model");
}

void hpt_write_trust(struct hpt_out *out, const struct hpt_state *state)
{
    struct trust t = {.counted_only = state->counted_only,
                      .has_heaps = state->heap_count > 0,
                      .has_inferred_bounds = hpt_has_inferred_bounds(state),
                      .exactness = state->exactness,
                      .allocator = state->allocator};

    write_trust(out, &t);
}
