/* The device's own lines, the newest first. */
#include "base/out.h"
#include "base/str.h"
#include "travel/scene.h"
#include "tui/list.h"

#include <inttypes.h>

static size_t count(const struct show *s)
{
    return scene_lines(s->scene);
}

static void heading(struct area row, const struct show *s)
{
    int column = area_format(row, 0, 0, (struct pen){0}, "%9s", "EVENT");

    if (has_times(row, s))
        column = area_format(row, 0, column, (struct pen){0}, "%*s", TIME_COLUMNS, "TIME");
    area_text(row, 0, column + 2, (struct pen){0}, "WHAT THE DEVICE SAID, THE NEWEST FIRST");
}

static void row(struct area row, const struct show *s, size_t i)
{
    const struct scene_line *line;
    struct words w;

    if (!line_text(s->scene, i, &line, &w))
        return;
    int column = area_format(row, 0, 0, pen_ink(INK_DIM), "%9" PRIu64, line->event);
    if (has_times(row, s))
        column = put_time(row, column, pen_ink(INK_DIM), line->time_us);
    bool is_found =
        s->app->search[0] != '\0' && str_contains(str_of(w.text), str_of(s->app->search));
    area_fit(row, 0, column + 2, is_found ? (struct pen){.flags = PEN_UNDERLINE} : (struct pen){0},
             w.text, s->look.is_ascii);
}

static struct pick pick(const struct show *s, size_t i)
{
    const struct scene_line *line;
    struct words w;

    return (struct pick){.event = line_text(s->scene, i, &line, &w) ? line->event : 0};
}

static uint64_t key(const struct show *s, size_t i)
{
    return s->scene->line_count - i;
}

static void empty(struct hpt_out *out, const struct show *s)
{
    write_silence(out, s);
}

static const char *const sorts[] = {"time, the newest first", NULL};

const struct list list_log = {"Log", sorts, count, heading, row, pick, key, empty};
