/* What was wrong or worth saying, the newest first. */
#include "base/out.h"
#include "travel/scene.h"
#include "tui/list.h"

#include <inttypes.h>

static size_t count(const struct show *s)
{
    size_t n = 0;

    while (scene_remark(s->scene, n) != NULL)
        n++;
    return n;
}

static void heading(struct area row, const struct show *s)
{
    area_text(row, 0, 0, (struct pen){0},
              s->state->run > 1 ? "    EVENT   RUN  WHAT HAPPENED" : "    EVENT  WHAT HAPPENED");
}

static void write_failed(struct hpt_out *out, const struct hpt_event *e)
{
    out_text(out, e->old_address != 0 ? "realloc(" : "malloc(");
    if (e->size_known)
        out_format(out, "%" PRIu64, e->size);
    out_text(out, ") failed. Enter goes there, then e tells why");
}

static void write_remark(struct hpt_out *out, const struct scene_remark *r)
{
    struct hpt_notice notice = r->notice;

    notice.reason = r->reason[0] != '\0' ? r->reason : NULL;
    switch (r->kind) {
    case REMARK_WARNING:
        hpt_write_warning(out, &r->event);
        break;
    case REMARK_FAILURE:
        write_failed(out, &r->event);
        break;
    case REMARK_NOTICE:
        hpt_write_notice(out, &notice);
        break;
    }
}

static struct pen pen_of(const struct scene_remark *r)
{
    if (r->kind == REMARK_FAILURE)
        return (struct pen){.fore = INK_BAD, .flags = PEN_BOLD};
    if (r->kind == REMARK_WARNING && r->event.warning != HPT_WARN_AFTER_LOSS)
        return pen_ink(INK_TIGHT);
    return (struct pen){0};
}

static void row(struct area row, const struct show *s, size_t i)
{
    const struct scene_remark *r = scene_remark(s->scene, i);
    struct words w;

    write_remark(words_begin(&w), r);
    int column = area_format(row, 0, 0, pen_of(r), "%9" PRIu64, r->number);
    if (s->state->run > 1)
        column = area_format(row, 0, column, pen_of(r), "  %4" PRIu64, r->run);
    area_fit(row, 0, column + 2, pen_of(r), w.text, s->look.is_ascii);
}

static struct pick pick(const struct show *s, size_t i)
{
    const struct scene_remark *r = scene_remark(s->scene, i);

    return (struct pick){.event = r->number,
                         .address =
                             r->kind == REMARK_NOTICE ? r->notice.address : r->event.address};
}

/* Remarks are numbered as they come: 1 is the first ever. */
static uint64_t key(const struct show *s, size_t i)
{
    return s->scene->remark_count - i;
}

static void empty(struct hpt_out *out, const struct show *s)
{
    if (s->first_event > 0 && s->state->warnings + s->state->failures > 0)
        write_not_kept(out, s);
    else
        out_text(out, "Nothing was wrong up to this instant: no warning, no failed allocation.");
}

static const char *const sorts[] = {"event, the newest first", NULL};

const struct list list_warnings = {"Warnings", sorts, count, heading, row, pick, key, empty};
