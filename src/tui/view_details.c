/* Of the selected block all that is known; of a hole what it could serve; else the heap in figures.
 */
#include "base/out.h"
#include "base/plural.h"
#include "base/str.h"
#include "travel/scene.h"
#include "tui/details.h"

#include <inttypes.h>

enum { LABEL_COLUMNS = 12 };

/* A row with a label; where the value does not fit it goes on below. */
void details_row(struct page *p, const char *label, const char *value)
{
    struct area rest = area_part(p->area, p->row, LABEL_COLUMNS, -1, -1);
    size_t rows = text_rows(str_of(value), rest.columns);

    if (p->row >= p->area.rows)
        return;
    area_text(p->area, p->row, 1, pen_ink(INK_DIM), label);
    text_page(area_part(rest, 0, 0, (int)rows, -1), str_of(value), 0);
    p->row += rows > 0 ? (int)rows : 1;
}

static void title(struct page *p, const char *text)
{
    area_fit(p->area, p->row++, 1, (struct pen){.fore = INK_TITLE, .flags = PEN_BOLD}, text,
             p->show->look.is_ascii);
}

static void write_bytes(struct hpt_out *out, uint64_t bytes)
{
    out_format(out, "%" PRIu64 " byte%s", bytes, plural(bytes));
}

static void show_size(struct page *p, const struct hpt_block *b)
{
    struct words w;
    uint64_t header = b->address - b->header;
    uint64_t payload = header + b->requested;

    write_bytes(words_begin(&w), b->requested);
    out_text(&w.out, " requested");
    details_row(p, "Size", w.text);
    write_bytes(words_begin(&w), b->size);
    if (header > 0)
        out_format(&w.out, ": %" PRIu64 " header, %" PRIu64 " data", header, b->requested);
    if (b->size > payload)
        out_format(&w.out, ", %" PRIu64 " rounding", b->size - payload);
    details_row(p, "Occupies", w.text);
}

static void show_made(struct page *p, const struct hpt_block *b)
{
    const struct show *s = p->show;
    struct words w;
    uint64_t age = s->state->event - b->event;

    out_format(words_begin(&w), "%" PRIu64 " event%s", age, plural(age));
    if (s->has_birth && s->birth.time_us > 0 && s->state->time_us >= s->birth.time_us) {
        out_text(&w.out, ", ");
        write_time(&w.out, s->state->time_us - s->birth.time_us);
    }
    details_row(p, "Age", w.text);
    out_format(words_begin(&w), "event %" PRIu64, b->event);
    if (s->has_birth) {
        out_format(&w.out, ", line %" PRIu64, s->birth.input_line);
        if (s->birth.time_us > 0) {
            out_text(&w.out, ", at ");
            write_time(&w.out, s->birth.time_us);
        }
    }
    details_row(p, "Made by", w.text);
}

static void show_site(struct page *p, const struct hpt_block *b)
{
    const struct hpt_namer *namer = p->show->namer;
    struct hpt_site_name name;
    struct words w;

    if (b->caller == 0) {
        details_row(p, "Call site", "not in the trace: this device prints no callers");
        return;
    }
    write_block_site(words_begin(&w), namer, b);
    details_row(p, "Call site", w.text);
    if (namer == NULL || !namer->name(namer->self, b->caller, &name))
        return;
    for (size_t i = name.site + 1; i < name.frame_count; i++) {
        const struct hpt_frame *f = &name.frames[i];
        out_str(words_begin(&w), f->function);
        if (f->file.len > 0)
            out_format(&w.out, " (%.*s:%" PRIu32 ")", (int)f->file.len, f->file.at, f->line);
        details_row(p, "  inlined in", w.text);
    }
}

static void show_neighbour(struct page *p, const char *label, const struct hpt_heap *heap,
                           uint64_t at, bool is_there)
{
    struct hpt_block b;
    struct words w;

    if (!is_there || !hpt_heap_block(heap, at, &b)) {
        details_row(p, label, "the heap ends there");
        return;
    }
    write_bytes(words_begin(&w), b.size);
    if (b.state == HPT_BLOCK_FREE)
        out_text(&w.out, " free");
    else
        out_format(&w.out, " at 0x%08" PRIx64, b.address != 0 ? b.address : b.header);
    if (b.state == HPT_BLOCK_UNKNOWN || (b.state == HPT_BLOCK_USED && (!b.seen || b.caller != 0))) {
        out_text(&w.out, ", ");
        write_block_site(&w.out, p->show->namer, &b);
    }
    details_row(p, label, w.text);
}

static void show_neighbours(struct page *p, const struct hpt_heap *heap, const struct hpt_block *b)
{
    show_neighbour(p, "Below", heap, b->header - 1, b->header > heap->start);
    show_neighbour(p, "Above", heap, b->header + b->size, b->header + b->size < heap->end);
}

static void show_earlier(struct page *p)
{
    const struct hpt_event *e = &p->show->earlier;
    struct words w;

    if (!p->show->has_earlier)
        return;
    if (e->number == 0) {
        details_row(p, "Before", "nobody had this address before");
        return;
    }
    out_format(words_begin(&w), "%" PRIu64 " bytes from event %" PRIu64 " on, ", e->size,
               e->number);
    write_site_of(&w.out, p->show->namer, e->caller, e->size);
    details_row(p, "Before", w.text);
}

static void show_block(struct page *p, const struct hpt_heap *heap, const struct hpt_block *b)
{
    struct words w;

    out_format(words_begin(&w), "Block 0x%08" PRIx64, b->address);
    title(p, w.text);
    if (b->doubtful)
        details_row(p, "Doubtful", "lines were lost here; its bounds are inferred");
    if (b->seen) {
        show_size(p, b);
        show_made(p, b);
        show_site(p, b);
    } else {
        write_bytes(words_begin(&w), b->size);
        out_text(&w.out, "; how many were requested is not in the trace");
        details_row(p, "Occupies", w.text);
        details_row(p, "Made", "before the trace began");
    }
    show_neighbours(p, heap, b);
    show_earlier(p);
}

static void show_hole(struct page *p, const struct hpt_heap *heap, const struct hpt_block *b)
{
    struct words w;

    out_format(words_begin(&w), "Hole 0x%08" PRIx64, b->address);
    title(p, w.text);
    write_bytes(words_begin(&w), b->size);
    details_row(p, "Free", w.text);
    if (b->requested == 0)
        out_text(words_begin(&w), "no malloc: header and rounding do not fit");
    else
        out_format(words_begin(&w), "malloc of at most %" PRIu64 " byte%s", b->requested,
                   plural(b->requested));
    details_row(p, "Serves", w.text);
    show_neighbours(p, heap, b);
    show_earlier(p);
}

static void show_unknown(struct page *p, const struct hpt_heap *heap, const struct hpt_block *b)
{
    struct words w;

    out_format(words_begin(&w), "Unknown 0x%08" PRIx64, b->header);
    title(p, w.text);
    write_bytes(words_begin(&w), b->size);
    details_row(p, "Occupies", w.text);
    details_row(p, "Why", "what is here is not in the trace: it is never taken for free");
    show_neighbours(p, heap, b);
}

static void draw(struct area a, const struct show *s)
{
    struct page page = {.area = area_part(a, 0, 0, -1, a.columns - 1), .show = s};
    const struct hpt_heap *heap;
    struct hpt_block b;

    if (s->app->selected == 0) {
        details_figures(&page);
        return;
    }
    if (!block_at(s->state, s->app->selected, &b, &heap)) {
        title(&page, "Nothing selected is here now");
        details_figures(&page);
    } else if (b.state == HPT_BLOCK_FREE) {
        show_hole(&page, heap, &b);
    } else if (b.state == HPT_BLOCK_UNKNOWN) {
        show_unknown(&page, heap, &b);
    } else {
        show_block(&page, heap, &b);
    }
}

const struct view view_details = {"Details", draw};
