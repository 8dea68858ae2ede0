/* The first row: what is looked at, which instant, what goes on. */
#include "base/out.h"
#include "base/str.h"
#include "travel/travel.h"
#include "tui/draw.h"

#include <inttypes.h>

enum { BEHIND_NAME = 13 }; /* the program's name and blanks around it */

static void write_instant(struct hpt_out *out, const struct show *s)
{
    out_format(out, "event %" PRIu64 " of %" PRIu64, s->state->event, s->last_event);
    if (s->state->time_us > 0) {
        out_text(out, "  ");
        write_time(out, s->state->time_us);
    }
    if (s->state->run > 1)
        out_format(out, "  run %" PRIu64, s->state->run);
}

/* What goes on, in words: colours and signs only help. */
static void write_going_on(struct hpt_out *out, const struct show *s, bool is_brief)
{
    if (s->is_recording && !is_brief)
        out_format(out, "%s recording  ", sign(s, "●", "*"));
    if (is_brief)
        out_text(out, s->is_away ? "away  " : "");
    else if (s->is_away)
        out_text(out, "board is away  ");
    else if (s->app->is_over)
        out_text(out, "input has ended  ");
    else if (s->rate >= 0.5)
        out_format(out, "%.0f events/s  ", s->rate);
    if (!s->app->is_following)
        out_format(out, "%s PAUSED", sign(s, "‖", "||"));
    else if (!s->app->is_over && !s->is_away)
        out_format(out, "%s LIVE", sign(s, "▶", ">"));
    else if (s->app->is_over)
        out_text(out, "at the end");
}

/* Of a path that is too long the end says more than its beginning. */
static const char *name_in(const char *input, int room)
{
    const char *slash = strrchr(input, '/');

    if (text_columns(str_of(input)) <= room || slash == NULL || slash[1] == '\0' ||
        strncmp(input, "exec:", 5) == 0)
        return input;
    return slash + 1;
}

static void draw(struct area a, const struct show *s)
{
    struct words instant, going_on;
    struct pen pen = pen_bar(s), bold = pen_bar(s);

    bold.flags |= PEN_BOLD;
    area_fill(a, pen, ' ');
    write_instant(words_begin(&instant), s);
    int instant_columns = text_columns((struct hpt_str){instant.text, instant.length});
    write_going_on(words_begin(&going_on), s, false);
    if (instant_columns + text_columns(str_of(going_on.text)) + 4 > a.columns)
        write_going_on(words_begin(&going_on), s, true);
    struct hpt_str right = {going_on.text, going_on.length};
    int room = a.columns - text_columns(right) - 2;
    struct area left = area_part(a, 0, 0, 1, room > 0 ? room : 0);
    int name_room = room - BEHIND_NAME - instant_columns - 2;
    bool has_name = instant_columns + BEHIND_NAME - 2 <= room;
    int column = has_name ? area_text(left, 0, 1, bold, "heapterm") + 2 : 1;
    if (name_room >= 4)
        column = area_fit(area_part(left, 0, 0, 1, column + name_room), 0, column, pen,
                          name_in(s->input, name_room), s->look.is_ascii) +
                 2;
    area_fit(left, 0, column, bold, instant.text, s->look.is_ascii);
    area_str(a, 0, room + 1, s->app->is_following ? pen : bold, right);
}

const struct view view_title = {"Title", draw};
