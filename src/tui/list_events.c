/* The last events, the newest first. */
#include "base/out.h"
#include "base/plural.h"
#include "travel/scene.h"
#include "tui/list.h"

#include <inttypes.h>
#include <stdio.h>

static bool passes(const struct show *s, const struct hpt_event *e)
{
    struct hpt_block block = e->block;

    if (block.address == 0)
        block = (struct hpt_block){.state = HPT_BLOCK_USED,
                                   .seen = true,
                                   .address = e->address,
                                   .requested = e->size,
                                   .caller = e->caller};
    return filter_passes(&s->app->filter, &block, s->namer);
}

static const struct hpt_event *event_at(const struct show *s, size_t row)
{
    const struct hpt_event *e;

    for (uint64_t i = 0; (e = scene_event(s->scene, i)) != NULL; i++)
        if (passes(s, e) && row-- == 0)
            return e;
    return NULL;
}

static size_t count(const struct show *s)
{
    const struct hpt_event *e;
    size_t n = 0;

    for (uint64_t i = 0; (e = scene_event(s->scene, i)) != NULL; i++)
        n += passes(s, e);
    return n;
}

/* What was left after each event: where the site keeps room beside it. */
static bool has_figures(struct area row)
{
    return row.columns >= 90;
}

static void heading(struct area row, const struct show *s)
{
    int column = 9;

    area_format(row, 0, 0, (struct pen){0}, "%9s", "EVENT");
    if (has_times(row, s))
        column = area_format(row, 0, column, (struct pen){0}, "%*s", TIME_COLUMNS, "TIME");
    column = area_text(row, 0, column, (struct pen){0}, "  WHAT      ADDRESS    CHANGE");
    if (!is_narrow(row))
        column = area_text(row, 0, column, (struct pen){0}, "  OCCUPIED");
    if (has_figures(row))
        column = area_text(row, 0, column, (struct pen){0}, "    NUM      FREE   LARGEST");
    area_text(row, 0, column, (struct pen){0}, "  SITE");
}

static const char *what(const struct hpt_event *e)
{
    static const char *const names[HPT_EVENT_KIND_COUNT] = {"malloc", "free", "realloc", "FAILED"};

    return e->repeated ? "again" : names[e->kind];
}

static struct pen pen_of(const struct hpt_event *e)
{
    if (e->kind == HPT_EVENT_FAIL)
        return (struct pen){.fore = INK_BAD, .flags = PEN_BOLD};
    if (e->warning != HPT_WARN_NONE && e->warning != HPT_WARN_AFTER_LOSS)
        return pen_ink(INK_TIGHT);
    return (struct pen){0};
}

static void write_change(struct hpt_out *out, const struct hpt_event *e)
{
    uint64_t bytes;
    char change = hpt_event_change(e, &bytes);

    if (e->kind == HPT_EVENT_FAIL && e->size_known)
        out_format(out, "(%" PRIu64 ")", e->size);
    else if (change == '=' || change == 0)
        out_text(out, change == '=' ? "=" : "");
    else if (e->kind == HPT_EVENT_FREE && !e->block.seen)
        out_text(out, "-?");
    else
        out_format(out, "%c%" PRIu64, change, bytes);
}

/* As in the log view: ~ before what is inferred, ? for what is not known. */
static int put_bytes(struct area row, int column, struct pen pen, const struct scene_figures *f,
                     uint64_t bytes)
{
    struct words w;
    struct hpt_out *out = words_begin(&w);

    if (f->are_known)
        out_format(out, "%s%" PRIu64, f->are_inferred ? "~" : "", bytes);
    else
        out_text(out, "?");
    return area_format(row, 0, column, pen, "  %8s", w.text);
}

static int put_figures(struct area row, int column, struct pen pen, const struct scene_figures *f)
{
    column = area_format(row, 0, column, pen, "%7" PRIu64, f->live_blocks);
    column = put_bytes(row, column, pen, f, f->free_bytes);
    return put_bytes(row, column, pen, f, f->largest);
}

/* Behind the figures: who asked, or what is wrong. */
static void write_tail(struct hpt_out *out, const struct show *s, const struct hpt_event *e)
{
    if (e->warning != HPT_WARN_NONE) {
        hpt_write_warning(out, e);
        return;
    }
    if (e->verdict == HPT_VERDICT_MISPREDICTED)
        out_format(out, "predicted was 0x%08" PRIx64 "  ", e->expected);
    if (e->kind == HPT_EVENT_FREE && e->address == 0)
        out_text(out, "free(NULL), which is allowed");
    else if ((e->kind == HPT_EVENT_FREE || e->block.address != 0) && !e->block.seen)
        write_block_site(out, s->namer, &e->block);
    else if (e->caller != 0 || e->block.caller != 0)
        write_site_of(out, s->namer, e->block.caller != 0 ? e->block.caller : e->caller, 0);
}

static int put_occupied(struct area row, int column, struct pen pen, const struct hpt_event *e)
{
    if (e->block.size != 0)
        area_format(row, 0, column, pen, "%8" PRIu64, e->block.size);
    return column + 8;
}

static void row(struct area row, const struct show *s, size_t i)
{
    const struct hpt_event *e = event_at(s, i);
    struct words change, tail;

    if (e == NULL)
        return;
    struct pen pen = pen_of(e);
    write_change(words_begin(&change), e);
    write_tail(words_begin(&tail), s, e);
    int column = area_format(row, 0, 0, pen, "%9" PRIu64, e->number);
    if (has_times(row, s))
        column = put_time(row, column, pen, e->time_us);
    column = area_format(row, 0, column, pen, "  %-7s  ", what(e));
    if (e->address != 0)
        area_format(row, 0, column, pen, "%08" PRIx64, e->address);
    column = area_format(row, 0, column + 8, pen, "  %8s", change.text);
    if (!is_narrow(row))
        column = put_occupied(row, column + 2, pen, e);
    if (has_figures(row))
        column = put_figures(row, column, pen, scene_figures(s->scene, e));
    area_fit(row, 0, column + 2, pen, tail.text, s->look.is_ascii);
}

static struct pick pick(const struct show *s, size_t i)
{
    const struct hpt_event *e = event_at(s, i);

    return e ? (struct pick){.event = e->number, .address = e->address} : (struct pick){0};
}

static uint64_t key(const struct show *s, size_t i)
{
    const struct hpt_event *e = event_at(s, i);

    return e ? e->number : 0;
}

static void empty(struct hpt_out *out, const struct show *s)
{
    if (s->state->event > 0 && s->state->event <= s->first_event && s->app->filter_text[0] == '\0')
        write_not_kept(out, s);
    else if (s->state->event > 0 || s->last_event == 0)
        write_empty(
            out, s,
            "No heap event yet. They appear here as soon as the device prints its heap trace.");
    else
        out_text(out, "This is the instant before the first event. The right arrow steps forward.");
}

static const char *const sorts[] = {"event, the newest first", NULL};

const struct list list_events = {"Events", sorts, count, heading, row, pick, key, empty};
