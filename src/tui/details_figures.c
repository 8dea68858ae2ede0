#include "base/out.h"
#include "base/plural.h"
#include "tui/details.h"

#include <inttypes.h>

static void row(struct page *p, const char *label, const struct words *w)
{
    details_row(p, label, w->text);
}

static void show_counts(struct page *p)
{
    const struct hpt_state *t = p->show->state;
    struct words w;

    out_format(words_begin(&w), "%" PRIu64 " block%s, %" PRIu64 " byte%s requested", t->live_blocks,
               plural(t->live_blocks), t->live_bytes, plural(t->live_bytes));
    row(p, "Live", &w);
    out_format(words_begin(&w), "%" PRIu64 " byte%s requested, at event %" PRIu64,
               t->peak_live_bytes, plural(t->peak_live_bytes), t->peak_event);
    row(p, "Peak", &w);
    if (t->counted_only || t->heap_count == 0)
        return;
    out_format(words_begin(&w), "%s%" PRIu64 " of %" PRIu64 " bytes", about(p->show), t->free_bytes,
               t->total_bytes);
    row(p, "Free", &w);
    out_format(words_begin(&w), "malloc could give %s%" PRIu64, about(p->show),
               t->largest_allocatable);
    if (t->low_event > 0)
        out_format(&w.out, "; the least was %" PRIu64 " at event %" PRIu64,
                   t->low_largest_allocatable, t->low_event);
    row(p, "Largest", &w);
}

static void show_events(struct page *p)
{
    const struct hpt_state *t = p->show->state;
    struct words w;

    out_format(words_begin(&w), "%" PRIu64 " malloc, %" PRIu64 " free, %" PRIu64 " realloc",
               t->allocations, t->releases, t->resizes);
    row(p, "Calls", &w);
    out_format(words_begin(&w), "%" PRIu64 " failure%s, %" PRIu64 " warning%s", t->failures,
               plural(t->failures), t->warnings, plural(t->warnings));
    row(p, "Trouble", &w);
    out_format(words_begin(&w), "%s, allocator %s", t->dialect, t->allocator);
    row(p, "Trace", &w);
}

/* Where it lies stands above its map. */
static void show_heap(struct page *p, const struct hpt_heap *h)
{
    struct words label, w;

    out_format(words_begin(&label), "Heap %" PRIu64, h->index);
    out_format(words_begin(&w), "%" PRIu64 " bytes used, %" PRIu64 " free in %" PRIu64 " hole%s",
               h->used_bytes, h->free_bytes, h->free_blocks, plural(h->free_blocks));
    if (h->native)
        out_text(&w.out, "; the C library's");
    row(p, label.text, &w);
}

void details_figures(struct page *p)
{
    struct pen bold = {.fore = INK_TITLE, .flags = PEN_BOLD};

    area_text(p->area, p->row++, 1, bold, "The heap at this instant");
    show_counts(p);
    show_events(p);
    for (size_t i = 0; i < p->show->state->heap_count; i++)
        show_heap(p, &p->show->state->heaps[i]);
    area_fit(p->area, p->row + 1, 1, pen_ink(INK_DIM), "o and the arrows pick a block on the map.",
             p->show->look.is_ascii);
}
