#include "report/words.h"

#include "base/str.h"

#include <inttypes.h>

const char *level_name(enum hpt_level level)
{
    static const char *const names[HPT_LEVEL_COUNT] = {"exact", "resynced", "inferred"};

    return names[level];
}

const char *bounds_name(enum hpt_bounds bounds)
{
    static const char *const names[HPT_BOUNDS_COUNT] = {"inferred", "given", "printed"};

    return names[bounds];
}

const char *past_name(enum hpt_past past)
{
    static const char *const names[HPT_PAST_COUNT] = {"settled", "unproven", "blocks", "open"};

    return names[past];
}

const char *free_mark(const struct hpt_state *state)
{
    if (state->open_bytes > 0)
        return "at least ";
    return state->exactness.level == HPT_LEVEL_INFERRED ? "~" : "";
}

const char *notice_name(enum hpt_notice_kind kind)
{
    static const char *const names[HPT_NOTICE_KIND_COUNT] = {
        [HPT_NOTICE_RESTART] = "restart",
        [HPT_NOTICE_PRINT_AGREES] = "print_agrees",
        [HPT_NOTICE_PRINT_SET] = "print_set",
        [HPT_NOTICE_PRINT_DIFFERS] = "print_differs",
        [HPT_NOTICE_LOST_RELEASE] = "lost_release",
        [HPT_NOTICE_LOST_ALLOC] = "lost_alloc",
        [HPT_NOTICE_MISPREDICTED] = "mispredicted",
        [HPT_NOTICE_BAD_PRINT] = "bad_print",
        [HPT_NOTICE_GARBLED] = "garbled",
        [HPT_NOTICE_LATE] = "late",
        [HPT_NOTICE_LOSS_MARK] = "loss_mark",
        [HPT_NOTICE_FATAL] = "fatal",
        [HPT_NOTICE_DAMAGE] = "damage",
        [HPT_NOTICE_MODEL] = "model",
        [HPT_NOTICE_SETTLED] = "settled",
        [HPT_NOTICE_LIMIT] = "limit",
    };

    return names[kind];
}

const char *cause_name(enum hpt_cause cause)
{
    static const char *const names[HPT_CAUSE_COUNT] = {
        [HPT_CAUSE_NONE] = "contradiction",    [HPT_CAUSE_ZERO] = "zero_size",
        [HPT_CAUSE_LIMIT] = "allocator_limit", [HPT_CAUSE_TOO_LARGE] = "too_large",
        [HPT_CAUSE_EXHAUSTED] = "exhausted",   [HPT_CAUSE_FRAGMENTED] = "fragmented",
        [HPT_CAUSE_OVERHEAD] = "rounding",     [HPT_CAUSE_REGION] = "wrong_region",
        [HPT_CAUSE_UNKNOWN] = "unknown",
    };

    return names[cause];
}

static void write_holes(struct hpt_out *out, const struct hpt_failure *f)
{
    out_format(out, "%s%" PRIu64 " byte%s free in %" PRIu64 " hole%s, the largest takes %" PRIu64,
               f->is_least ? "at least " : "", f->free_bytes, f->free_bytes == 1 ? " is" : "s are",
               f->holes, plural(f->holes), f->largest);
}

void hpt_write_failure(struct hpt_out *out, const struct hpt_failure *f)
{
    switch (f->cause) {
    case HPT_CAUSE_ZERO:
        out_text(out, "zero size. This runtime gives nothing for malloc(0)");
        break;
    case HPT_CAUSE_LIMIT:
        out_text(out,
                 "limit of the allocator. It refuses requests of this size, whatever is free; ");
        write_holes(out, f);
        break;
    case HPT_CAUSE_TOO_LARGE:
        out_text(out, "too large. No heap has that many bytes, even empty; ");
        write_holes(out, f);
        break;
    case HPT_CAUSE_EXHAUSTED:
        out_text(out, f->free_bytes > f->free_in_one
                          ? "exhausted. No heap has enough; over all of them "
                          : "exhausted. Only ");
        write_holes(out, f);
        break;
    case HPT_CAUSE_FRAGMENTED:
        out_text(out, f->is_least ? "fragmented: " : "fragmented. ");
        write_holes(out, f);
        break;
    case HPT_CAUSE_OVERHEAD:
        out_format(out,
                   "rounding and headers. The block needs more than the %" PRIu64
                   " bytes asked for; ",
                   f->size);
        write_holes(out, f);
        break;
    case HPT_CAUSE_REGION:
        out_text(out,
                 "wrong region. One heap has room for it and was not tried, or is not allowed: ");
        write_holes(out, f);
        break;
    case HPT_CAUSE_NONE:
        out_text(out, "contradiction. The map has room for it: ");
        write_holes(out, f);
        out_text(out, "; so the heap's bounds are wrong, or lines were lost");
        break;
    case HPT_CAUSE_UNKNOWN:
    case HPT_CAUSE_COUNT:
        out_text(out,
                 f->is_open
                     ? "unknown reason. The trace began late, and what was in the heap before "
                       "is not known"
                     : "unknown reason. The heap's bounds are not known (give --elf or --heap)");
        break;
    }
    out_char(out, '.');
}

void hpt_write_warning(struct hpt_out *out, const struct hpt_event *e)
{
    uint64_t released = e->kind == HPT_EVENT_RESIZE ? e->old_address : e->address;

    switch (e->warning) {
    case HPT_WARN_AFTER_LOSS:
        if (e->kind == HPT_EVENT_ALLOC)
            out_format(out,
                       "0x%" PRIx64 " lies over the block 0x%" PRIx64
                       ", whose release was among the output that the device dropped",
                       e->address, e->other_address);
        else
            out_format(
                out, "the allocation of 0x%" PRIx64 " was among the output that the device dropped",
                released);
        break;
    case HPT_WARN_FREE_OLD:
        out_format(out, "%s of 0x%" PRIx64 ", a block from before the trace began",
                   e->kind == HPT_EVENT_RESIZE && e->address != 0 ? "realloc" : "release",
                   released);
        break;
    case HPT_WARN_FREE_UNKNOWN:
        out_format(out, "release of 0x%" PRIx64 ", a block never seen", released);
        break;
    case HPT_WARN_FREE_TWICE:
        out_format(out,
                   "second release of 0x%" PRIx64 "; event %" PRIu64 " has released it already",
                   released, e->other);
        break;
    case HPT_WARN_FREE_INSIDE:
        out_format(out, "release of 0x%" PRIx64 ", which lies inside the block 0x%" PRIx64,
                   released, e->other_address);
        break;
    case HPT_WARN_ALLOC_LIVE:
        out_format(out, "allocation at 0x%" PRIx64 " over the live block 0x%" PRIx64, e->address,
                   e->other_address);
        break;
    case HPT_WARN_RESIZE_UNKNOWN:
        out_format(out, "realloc of 0x%" PRIx64 ", a block never seen", e->old_address);
        break;
    case HPT_WARN_NONE:
    case HPT_WARN_COUNT:
        break;
    }
}

static void write_print(struct hpt_out *out, const struct hpt_notice *n)
{
    if (n->kind == HPT_NOTICE_PRINT_DIFFERS)
        out_format(out,
                   "the device's print of heap %" PRIu64 " contradicts the map first at 0x%" PRIx64
                   ": lines were lost, or memory is damaged; the print is taken",
                   n->heap, n->address);
    else if (n->kind == HPT_NOTICE_PRINT_SET)
        out_format(out, "heap %" PRIu64 " is now known from the device", n->heap);
    else if (n->kind == HPT_NOTICE_BAD_PRINT)
        out_format(out, "a print of heap %" PRIu64 " is not taken: %s", n->heap, n->reason);
    else
        out_format(out, "the device's print of heap %" PRIu64 " equals the map", n->heap);
}

static void write_loss(struct hpt_out *out, const struct hpt_notice *n)
{
    if (n->kind == HPT_NOTICE_LOST_RELEASE)
        out_format(out, "before event %" PRIu64 " a line was lost: the release of 0x%" PRIx64 "%s",
                   n->event, n->address, n->count > 1 ? " and of blocks beside it" : "");
    else if (n->kind == HPT_NOTICE_LOST_ALLOC)
        out_format(out,
                   "before event %" PRIu64 " %s lost: an allocation holds the hole at 0x%" PRIx64
                   "%s; it is drawn as unknown",
                   n->event, n->count > 1 ? "lines were" : "a line was", n->address,
                   n->count > 1 ? " and others" : "");
    else if (n->reason)
        out_format(out, "event %" PRIu64 " is not in the map: %s (0x%" PRIx64 ")", n->event,
                   n->reason, n->address);
    else
        out_format(out,
                   "event %" PRIu64 " has the address 0x%" PRIx64 " where 0x%" PRIx64
                   " was predicted, and no single loss explains it",
                   n->event, n->address, n->other_address);
}

/* The output ends with a release (tracker/marks.c, mark_end). */
static void write_damage(struct hpt_out *out, const struct hpt_notice *n)
{
    out_format(out,
               "if the board stopped by itself after this release (panic 030), the header of the "
               "block 0x%" PRIx64 " is damaged",
               n->address);
    if (n->other_address != 0)
        out_format(out, ", most likely by a write past the end of the block below it, 0x%" PRIx64,
                   n->other_address);
}

void hpt_write_notice(struct hpt_out *out, const struct hpt_notice *n)
{
    switch (n->kind) {
    case HPT_NOTICE_RESTART:
        out_format(out, "run %" PRIu64 ": the device started over, %s", n->count, n->reason);
        break;
    case HPT_NOTICE_PRINT_AGREES:
    case HPT_NOTICE_PRINT_SET:
    case HPT_NOTICE_PRINT_DIFFERS:
    case HPT_NOTICE_BAD_PRINT:
        write_print(out, n);
        break;
    case HPT_NOTICE_LOST_RELEASE:
    case HPT_NOTICE_LOST_ALLOC:
    case HPT_NOTICE_MISPREDICTED:
        write_loss(out, n);
        break;
    case HPT_NOTICE_LATE:
        out_format(out, "the line of event %" PRIu64 " came late by %" PRIu64 "; put back in order",
                   n->event, n->count);
        break;
    case HPT_NOTICE_GARBLED:
        out_text(out, "a trace line is garbled and cannot be read");
        break;
    case HPT_NOTICE_LOSS_MARK:
        out_text(out, "the device says that it dropped output here");
        break;
    case HPT_NOTICE_FATAL:
        out_text(out, "the runtime reports a fatal error; the run ends here");
        break;
    case HPT_NOTICE_DAMAGE:
        write_damage(out, n);
        break;
    case HPT_NOTICE_MODEL:
        out_format(out, "the addresses are those of the allocator %s", n->reason);
        break;
    case HPT_NOTICE_SETTLED:
        out_format(out,
                   "what was in the heap before the trace has shown itself: from event %" PRIu64
                   " on the map is exact, apart from what is drawn as unknown",
                   n->event);
        break;
    case HPT_NOTICE_LIMIT:
        out_format(out, "not kept: %s", n->reason);
        break;
    case HPT_NOTICE_KIND_COUNT:
        break;
    }
}
