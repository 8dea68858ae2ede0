/* An explanation in words: the verdict first, then what proves it. */
#include "report/explain_words.h"
#include "report/paragraph.h"
#include "report/trust.h"
#include "report/view.h"
#include "report/words.h"

#include <inttypes.h>

enum { COLUMNS_MOST = 79, COLUMNS_LEAST = 40 };

static void write_request(struct hpt_out *out, const struct hpt_explanation *e,
                          const struct hpt_namer *namer)
{
    if (!e->size_known)
        out_text(out, "an allocation failed");
    else if (e->old_address != 0)
        out_format(out, "realloc of 0x%" PRIx64 " to %" PRIu64 " bytes failed", e->old_address,
                   e->failure.size);
    else
        out_format(out, "malloc(%" PRIu64 ") failed", e->failure.size);
    if (e->caller != 0) {
        out_text(out, ", called from ");
        explain_write_site(out, e->caller, namer);
        out_char(out, ',');
    }
    out_format(out, " at event %" PRIu64 " (line %" PRIu64, e->event, e->input_line);
    if (e->time_us > 0)
        out_format(out, ", %.3f s", (double)e->time_us / 1e6);
    if (e->run > 1)
        out_format(out, ", run %" PRIu64, e->run);
    out_char(out, ')');
}

static void write_health(struct hpt_out *out, const struct hpt_explanation *e)
{
    const char *about = e->failure.is_least                        ? "at least "
                        : e->exactness.level == HPT_LEVEL_INFERRED ? "about "
                                                                   : "";

    out_text(out, e->failures > 0 ? "no failure" : "healthy");
    out_format(out, " at event %" PRIu64 " (", e->event);
    if (e->time_us > 0)
        out_format(out, "%.3f s", (double)e->time_us / 1e6);
    else
        out_format(out, "line %" PRIu64, e->input_line);
    if (e->run > 1)
        out_format(out, ", run %" PRIu64, e->run);
    if (e->heaps == 0)
        out_text(out, "): nothing is known of the heap yet.");
    else
        out_format(out,
                   "): malloc could give %s%" PRIu64 " bytes%s; %s%" PRIu64
                   " bytes are free in %" PRIu64 " hole%s.",
                   about, e->failure.largest, e->failure.is_least ? "" : " at most", about,
                   e->failure.free_bytes, e->failure.holes, plural(e->failure.holes));
    if (e->failures > 0)
        out_format(out, " Before it %" PRIu64 " allocation%s failed (see --at fail:N).",
                   e->failures, plural(e->failures));
}

static void write_verdict(const struct explain_page *page, const struct hpt_explanation *e,
                          bool color)
{
    struct hpt_out *out = page->out;
    struct paragraph text;

    if (color)
        out_text(out, e->is_failure ? COLOR_ALARM : COLOR_GREEN);
    paragraph_begin(&text, out, 0, 0, page->columns);
    if (e->is_failure) {
        write_request(&text.words, e, page->namer);
        out_text(&text.words, ": ");
        if (e->size_known)
            hpt_write_failure(&text.words, &e->failure);
        else
            out_text(&text.words, "unknown reason. The device does not say for which size.");
    } else {
        write_health(&text.words, e);
    }
    if (color)
        out_text(&text.words, COLOR_OFF);
    paragraph_end(&text);
}

static void write_blocks_of(struct hpt_out *out, const struct hpt_pin_set *set)
{
    for (uint64_t i = 0; i < set->blocks; i++)
        out_format(out, "%s0x%" PRIx64,
                   i == 0                 ? ""
                   : i + 1 == set->blocks ? " and "
                                          : ", ",
                   set->pins[i].block.address);
}

static void write_help(struct hpt_out *out, const struct hpt_help *h,
                       const struct hpt_explanation *e)
{
    bool is_one = h->set != NULL && h->set->blocks == 1;

    switch (h->kind) {
    case HPT_HELP_RELEASE:
        out_text(out, "Release ");
        write_blocks_of(out, h->set);
        out_format(out, " earlier: this program releases blocks like %s", is_one ? "it" : "them");
        if (is_one)
            out_format(out, ", at an age of %" PRIu64 " event%s at most",
                       h->set->pins[0].kind_oldest, plural(h->set->pins[0].kind_oldest));
        out_char(out, '.');
        break;
    case HPT_HELP_AT_ALL:
        out_text(out, "Release ");
        write_blocks_of(out, h->set);
        out_format(out,
                   " at all: no block like %s was released in this run so far, and %" PRIu64
                   " are live. That is a leak, or a store that only grows.",
                   is_one ? "it" : "the first of them", h->set->pins[0].kind_live);
        break;
    case HPT_HELP_EARLY:
        out_text(out, "Allocate ");
        write_blocks_of(out, h->set);
        out_format(out,
                   " at the start, before the run's first release (event %" PRIu64
                   "): no block like %s was released in this run so far, and at the start %s in "
                   "nobody's way.",
                   e->first_release, is_one ? "it" : "them", is_one ? "it is" : "they are");
        break;
    case HPT_HELP_MORE:
        out_format(out, "More heap: %" PRIu64 " byte%s, if heap %" PRIu64 " ended that much later.",
                   h->bytes, plural(h->bytes), h->heap);
        break;
    case HPT_HELP_LESS:
        out_format(out, "A smaller request: %" PRIu64 " byte%s%s.", h->bytes, plural(h->bytes),
                   e->failure.is_least ? ", perhaps more" : " at most");
        break;
    case HPT_HELP_KIND_COUNT:
        break;
    }
}

static void write_helps(const struct explain_page *page, const struct hpt_explanation *e)
{
    struct hpt_out *out = page->out;
    struct hpt_help helps[HPT_HELP_KIND_COUNT];
    size_t count = hpt_helps(e, helps);
    struct paragraph text;

    if (count == 0)
        return;
    out_text(out, "\nWhat would have helped\n");
    for (size_t i = 0; i < count; i++) {
        out_format(out, "  %zu. ", i + 1);
        paragraph_begin(&text, out, 5, 5, page->columns);
        write_help(&text.words, &helps[i], e);
        paragraph_end(&text);
    }
}

static void write_trust_line(const struct explain_page *page, const struct hpt_explanation *e)
{
    struct hpt_out *out = page->out;
    const struct trust t = {.has_heaps = e->heaps > 0,
                            .has_inferred_bounds = e->has_inferred_bounds,
                            .exactness = e->exactness,
                            .allocator = e->allocator};
    struct paragraph text;

    out_char(out, '\n');
    paragraph_begin(&text, out, 0, 0, page->columns);
    write_trust(&text.words, &t);
    paragraph_end(&text);
}

/* As wide as the screen, where that is known, but no wider than is good to read. */
static size_t columns_for(const struct hpt_log_options *options)
{
    unsigned columns = options->columns != NULL ? options->columns(options->self) : 0;

    if (columns == 0 || columns > COLUMNS_MOST)
        return COLUMNS_MOST;
    return columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns;
}

void hpt_write_explanation(struct hpt_out *out, const struct hpt_explanation *explanation,
                           const struct hpt_log_options *options)
{
    const struct explain_page page = {out, options->namer, columns_for(options)};
    const struct hpt_explanation *e = explanation;

    write_verdict(&page, e, options->color);
    if (e->heaps > 0)
        explain_write_figures(out, e);
    if (!e->is_failure && e->heaps > 0)
        explain_write_outlook(&page, e);
    if (e->is_failure)
        explain_write_pins(&page, e);
    if (e->is_failure)
        write_helps(&page, e);
    write_trust_line(&page, e);
}
