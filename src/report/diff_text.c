/* `heapterm diff` as text: the figures, then the sites by what became of them. */
#include "analysis/measure.h"
#include "report/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    SITES_SHOWN = 20, /* of each fate */
    LABEL = 22,
    COLUMN = 12,
    NUMBER = 9
};

enum unit { UNIT_COUNT, UNIT_PERCENT };

struct figure {
    const char *label;
    uint64_t before, after;
    bool is_known; /* at both instants */
    enum unit unit;
};

static uint64_t fragmentation(const struct hpt_state *s)
{
    return measure_fragmentation(s->free_bytes, s->largest_allocatable);
}

static void write_change(struct hpt_out *out, uint64_t before, uint64_t after,
                         enum hpt_policy policy)
{
    char text[40] = "";
    char sign = after > before ? '+' : '-';
    uint64_t change = after > before ? after - before : before - after;

    if (change == 0)
        (void)snprintf(text, sizeof text, "=");
    else if (policy == HPT_POLICY_ABS)
        (void)snprintf(text, sizeof text, "%c%" PRIu64, sign, change);
    else if (before == 0)
        (void)snprintf(text, sizeof text, "new");
    else
        (void)snprintf(text, sizeof text, "%c%.1f %%", sign,
                       100.0 * (double)change / (double)before);
    out_format(out, "%*s", COLUMN, text);
}

/* Why free bytes are not known at one of the instants. */
static const char *why_unknown(const struct hpt_diff *d)
{
    return d->before->state.open_bytes + d->after->state.open_bytes > 0
               ? "  not known yet: the trace began late\n"
               : "  not known: give --elf or --heap for the heap's bounds\n";
}

static void write_figure(struct hpt_out *out, const struct figure *f, const struct hpt_diff *d)
{
    const char *percent = f->unit == UNIT_PERCENT ? " %" : "";
    int width = f->unit == UNIT_PERCENT ? COLUMN - 2 : COLUMN;

    out_format(out, "%-*s", LABEL, f->label);
    if (!f->is_known) {
        out_text(out, why_unknown(d));
        return;
    }
    out_format(out, "%*" PRIu64 "%s%*" PRIu64 "%s", width, f->before, percent, width, f->after,
               percent);
    write_change(out, f->before, f->after, f->unit == UNIT_PERCENT ? HPT_POLICY_ABS : d->policy);
    out_char(out, '\n');
}

static void write_figures(struct hpt_out *out, const struct hpt_diff *d)
{
    const struct hpt_state *a = &d->before->state, *b = &d->after->state;
    bool known = d->before->bounds_known && d->after->bounds_known;
    bool low = a->low_event != 0 && b->low_event != 0;
    const struct figure figures[] = {
        {"live blocks", a->live_blocks, b->live_blocks, true, UNIT_COUNT},
        {"live bytes", a->live_bytes, b->live_bytes, true, UNIT_COUNT},
        {"used with headers", d->before->used_bytes, d->after->used_bytes, true, UNIT_COUNT},
        {"free", a->free_bytes, b->free_bytes, known, UNIT_COUNT},
        {"largest allocatable", a->largest_allocatable, b->largest_allocatable, known, UNIT_COUNT},
        {"fragmentation", fragmentation(a), fragmentation(b), known, UNIT_PERCENT},
        {"peak of live bytes", a->peak_live_bytes, b->peak_live_bytes, true, UNIT_COUNT},
        {"low of largest", a->low_largest_allocatable, b->low_largest_allocatable, low, UNIT_COUNT},
        {"allocations", a->allocations, b->allocations, true, UNIT_COUNT},
        {"releases", a->releases, b->releases, true, UNIT_COUNT},
        {"resizes", a->resizes, b->resizes, true, UNIT_COUNT},
        {"failed allocations", a->failures, b->failures, true, UNIT_COUNT},
        {"warnings", a->warnings, b->warnings, true, UNIT_COUNT},
    };

    out_format(out, "%*s%*s%*s\n", LABEL + COLUMN, "before", COLUMN, "after", COLUMN, "change");
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        write_figure(out, &figures[i], d);
}

static void write_site(struct hpt_out *out, const struct hpt_site_change *c, enum hpt_policy policy)
{
    write_change(out, c->before.bytes, c->after.bytes, policy);
    out_format(out, "%*" PRIu64 "%*" PRIu64 "%*" PRIu64 "%*" PRIu64 "  ", NUMBER, c->before.bytes,
               NUMBER, c->after.bytes, NUMBER, c->before.blocks, NUMBER, c->after.blocks);
    hpt_write_site(out, &c->after);
    out_char(out, '\n');
}

/* Returns where the next fate begins. */
static size_t write_fate(struct hpt_out *out, const struct hpt_diff *d, size_t from)
{
    static const char *const titles[HPT_FATE_COUNT] = {"New", "Grown", "Shrunk", "Gone",
                                                       "Unchanged"};
    enum hpt_fate fate = d->changes[from].fate;
    size_t to = from;
    uint64_t bytes = 0;

    for (; to < d->change_count && d->changes[to].fate == fate; to++)
        bytes += d->changes[to].after.bytes;
    out_format(out, "\n%s: %zu site%s", titles[fate], to - from, plural(to - from));
    if (fate == HPT_FATE_SAME) {
        out_format(out, " with %" PRIu64 " bytes\n", bytes);
        return to;
    }
    out_format(out, "\n%*s%*s%*s%*s%*s  site\n", COLUMN, "change", NUMBER, "bytes", NUMBER, "now",
               NUMBER, "blocks", NUMBER, "now");
    for (size_t i = from; i < to && i < from + SITES_SHOWN; i++)
        write_site(out, &d->changes[i], d->policy);
    if (to - from > SITES_SHOWN)
        out_format(out, "%*s and %zu more; --json has them all\n", COLUMN, "",
                   to - from - SITES_SHOWN);
    return to;
}

static void write_instant(struct hpt_out *out, const char *which, const char *name,
                          const struct hpt_inventory *v)
{
    out_format(out, "%s  ", which);
    write_harmless(out, (struct hpt_str){name, strlen(name)});
    out_format(out, ": event %" PRIu64 ", line %" PRIu64 ", byte %" PRIu64, v->state.event,
               v->state.line, v->state.byte);
    if (v->state.run > 1)
        out_format(out, ", run %" PRIu64, v->state.run);
    out_text(out, "\n        ");
    hpt_write_trust(out, &v->state);
    out_char(out, '\n');
}

void hpt_write_diff(struct hpt_out *out, const struct hpt_diff *d, const char *before,
                    const char *after)
{
    write_instant(out, "before", before, d->before);
    write_instant(out, "after ", after, d->after);
    out_char(out, '\n');
    write_figures(out, d);
    for (size_t i = 0; i < d->change_count;)
        i = write_fate(out, d, i);
}
