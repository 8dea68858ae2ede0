/* Used bytes, largest allocatable and fragmentation under one time axis. */
#include "base/str.h"
#include "tui/view.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { FRONT = 17, BACK = 9, CURVES = 3, EIGHTHS = 8 };

/* Where what is drawn. */
struct plot {
    struct area area;
    const struct show *show;
    int first, columns; /* of the curves */
    int now;            /* the column of the instant; -1: none */
};

struct curve {
    const char *name;
    enum ink ink;
    uint64_t (*height)(const struct course_part *part);
    uint64_t (*most)(const struct show *s);
    uint64_t (*now)(const struct show *s);
    bool is_share; /* in thousandths */
};

static uint64_t used(const struct course_part *part)
{
    return part->used_most;
}

/* The lowest is what matters of it. */
static uint64_t largest(const struct course_part *part)
{
    return part->largest_least;
}

static uint64_t scattered(const struct course_part *part)
{
    return part->scattered_most;
}

static uint64_t total(const struct show *s)
{
    return s->course->total_most;
}

static uint64_t largest_ever(const struct show *s)
{
    struct course_part all;

    return course_sum(s->course, s->course->first, s->course->last, &all) ? all.largest_most : 0;
}

static uint64_t whole(const struct show *s)
{
    (void)s;
    return 1000;
}

static uint64_t used_now(const struct show *s)
{
    const struct hpt_state *state = s->state;
    uint64_t not_used = state->free_bytes + state->open_bytes;

    return state->total_bytes > not_used ? state->total_bytes - not_used : 0;
}

static uint64_t largest_now(const struct show *s)
{
    return s->state->largest_allocatable;
}

static uint64_t scattered_now(const struct show *s)
{
    uint64_t all = s->state->free_bytes;
    uint64_t one = s->state->largest_allocatable;

    /* Rounded up, here and where it is written, as everywhere (docs/report.md). */
    return all == 0 || one > all ? 0 : (uint64_t)ceil((double)(all - one) * 1000 / (double)all);
}

static const struct curve curves[CURVES] = {
    {"used", INK_CURVE_USED, used, total, used_now, false},
    {"largest", INK_CURVE_LARGEST, largest, largest_ever, largest_now, false},
    {"fragmented", INK_CURVE_SCATTERED, scattered, whole, scattered_now, true},
};

static void write_value(char *text, size_t size, uint64_t value, bool is_share)
{
    if (is_share)
        snprintf(text, size, "%" PRIu64 "%%", (value + 9) / 10);
    else if (value < 100000)
        snprintf(text, size, "%" PRIu64, value);
    else if (value < UINT64_C(100000) << 10)
        snprintf(text, size, "%" PRIu64 "K", value >> 10);
    else
        snprintf(text, size, "%" PRIu64 "M", value >> 20);
}

/* The events of a column: from *from up to *to. */
static bool events_of(const struct plot *p, int column, uint64_t *from, uint64_t *to)
{
    const struct course *c = p->show->course;
    uint64_t columns = (uint64_t)p->columns;
    uint64_t i = (uint64_t)column;

    if (c->last < c->first || column < 0 || column >= p->columns)
        return false;
    uint64_t count = c->last - c->first + 1;
    *from = c->first + count / columns * i + count % columns * i / columns;
    *to = c->first + count / columns * (i + 1) + count % columns * (i + 1) / columns;
    *to = *to > *from ? *to - 1 : *from;
    return true;
}

static bool part_of(const struct plot *p, int column, struct course_part *part)
{
    uint64_t from;
    uint64_t to;

    return events_of(p, column, &from, &to) && course_sum(p->show->course, from, to, part);
}

static int column_of(const struct plot *p, uint64_t event)
{
    const struct course *c = p->show->course;

    if (c->last < c->first)
        return -1;
    if (event <= c->first)
        return 0;
    if (event >= c->last)
        return p->columns - 1;
    double share = (double)(event - c->first) / (double)(c->last - c->first + 1);
    return (int)(share * p->columns);
}

static struct plot plot_of(struct area area, const struct show *s)
{
    struct plot p = {.area = area, .show = s, .first = FRONT, .now = -1};

    if (area.columns < FRONT + BACK + 16)
        p.first = 0;
    p.columns = area.columns - p.first - (p.first > 0 ? BACK : 0);
    p.now = column_of(&p, s->state->event);
    return p;
}

int curves_share_at(struct area area, const struct show *s, int column)
{
    struct plot p = plot_of(area, s);
    int at = column - area.column - p.first;

    if (at <= 0 || p.columns < 2)
        return 0;
    return at >= p.columns - 1 ? 1000 : at * 1000 / (p.columns - 1);
}

/* How many eighths of a row, the highest left blank: curves do not touch. What is not zero is seen.
 */
static int eighths(uint64_t value, uint64_t most, int rows)
{
    int all = rows * EIGHTHS - 1;

    if (most == 0 || value == 0)
        return 0;
    if (value >= most)
        return all;
    int height = (int)((double)value * all / (double)most + 0.5);
    return height > 0 ? height : 1;
}

static uint32_t filled(int height, bool is_ascii)
{
    static const char ascii[EIGHTHS + 1] = " ..::||##";

    return is_ascii ? (uint32_t)(unsigned char)ascii[height] : 0x2580 + (uint32_t)height;
}

static void draw_column(const struct plot *p, const struct curve *c, uint64_t most, int row,
                        int rows, int column)
{
    struct course_part part;
    struct pen pen = {.fore = (uint8_t)c->ink};

    if (!part_of(p, column, &part))
        return;
    int height = eighths(c->height(&part), most, rows);
    if (p->now >= 0 && column > p->now) /* after the instant that is shown */
        pen = (struct pen){.fore = INK_OUT, .flags = p->show->look.colors == 0 ? PEN_DIM : 0};
    for (int i = rows - 1; i >= 0 && height > 0; i--, height -= EIGHTHS)
        area_put(p->area, row + i, p->first + column, pen,
                 filled(height < EIGHTHS ? height : EIGHTHS, p->show->look.is_ascii));
}

static void draw_frame(const struct plot *p, const struct curve *c, uint64_t most, int row)
{
    struct pen pen = {.fore = (uint8_t)c->ink};
    char text[32];

    if (p->first == 0)
        return;
    area_text(p->area, row, 0, pen, c->name);
    write_value(text, sizeof text, most, c->is_share);
    area_right(area_part(p->area, row, 0, 1, FRONT - 1), 0, (struct pen){.fore = INK_DIM}, text);
    write_value(text, sizeof text, c->now(p->show), c->is_share);
    area_right(area_part(p->area, row, 0, 1, -1), 0, pen, text);
}

static void draw_curve(const struct plot *p, const struct curve *c, int row, int rows)
{
    uint64_t most = c->most(p->show);

    for (int column = 0; column < p->columns; column++)
        draw_column(p, c, most, row, rows, column);
    draw_frame(p, c, most, row);
}

static void draw_now(const struct plot *p, int rows)
{
    struct pen pen = {.fore = INK_NOW, .flags = PEN_BOLD};

    for (int row = 0; row < rows && p->now >= 0; row++)
        area_put(p->area, row, p->first + p->now, pen, p->show->look.is_ascii ? '|' : 0x2502);
}

/* 1, 2 or 5 times a power of ten: so many events between labels that they have `room` columns. */
static uint64_t label_step(const struct plot *p, int room)
{
    uint64_t count = p->show->course->last - p->show->course->first + 1;
    uint64_t step = 1;

    for (unsigned i = 0; step * (uint64_t)p->columns < count * (uint64_t)room; i++) {
        if (step > UINT64_MAX / 1000)
            break;
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    return step;
}

static void write_seconds(char *text, size_t size, uint64_t us)
{
    uint64_t tenths = us / 100000;

    if (us == 0)
        *text = '\0';
    else if (tenths < 600)
        snprintf(text, size, " %" PRIu64 ".%" PRIu64 "s", tenths / 10, tenths % 10);
    else
        snprintf(text, size, " %" PRIu64 ":%02" PRIu64, tenths / 600, tenths / 10 % 60);
}

/* Nothing happened from one column to another, and the instant is not there: what stands on the
 * axis would be cut to pieces. */
static bool is_quiet(const struct plot *p, int column, int last)
{
    struct course_part part;

    if (p->now >= column && p->now <= last)
        return false;
    for (; column <= last; column++)
        if (part_of(p, column, &part) && part.failures + part.marks + part.restarts > 0)
            return false;
    return true;
}

enum { LABEL_ROOM = 16 };

/* Event numbers on the axis, with the time where it is known. */
static void draw_labels(const struct plot *p, int row)
{
    const struct course *c = p->show->course;
    uint64_t step = label_step(p, LABEL_ROOM);
    struct area axis = area_part(p->area, row, p->first, 1, p->columns);

    for (uint64_t event = (c->first / step + 1) * step; event <= c->last && event >= step;
         event += step) {
        int column = column_of(p, event);
        struct course_part part = {0};
        char seconds[24];
        char text[48];
        write_seconds(seconds, sizeof seconds, part_of(p, column, &part) ? part.time_us : 0);
        snprintf(text, sizeof text, "%" PRIu64 "%s", event, seconds);
        if (column + 1 + (int)strlen(text) >= p->columns)
            break;
        if (!is_quiet(p, column, column + (int)strlen(text)))
            continue;
        area_put(axis, 0, column, (struct pen){.fore = INK_DIM},
                 p->show->look.is_ascii ? '+' : 0x253C);
        area_text(axis, 0, column + 1, (struct pen){.fore = INK_DIM}, text);
    }
}

/* What happened in a column; a failure before a restart before a mark. */
static void draw_tick(const struct plot *p, int row, int column)
{
    bool is_ascii = p->show->look.is_ascii;
    struct course_part part;

    if (!part_of(p, column, &part))
        return;
    if (part.failures > 0)
        area_put(p->area, row, p->first + column, (struct pen){.fore = INK_BAD, .flags = PEN_BOLD},
                 is_ascii ? 'x' : 0x25BC);
    else if (part.restarts == 0 && part.marks > 0)
        area_put(p->area, row, p->first + column, (struct pen){.fore = INK_TITLE},
                 is_ascii ? 'o' : 0x25C6);
    for (int i = 0; i <= row && part.restarts > 0; i++)
        if (i < row || part.failures == 0)
            area_put(p->area, i, p->first + column, (struct pen){.fore = INK_TIGHT},
                     is_ascii ? '!' : 0x2503);
}

static void draw_axis(const struct plot *p, int row)
{
    const struct course *c = p->show->course;
    bool is_ascii = p->show->look.is_ascii;
    char text[24];

    for (int i = 0; i < p->columns; i++)
        area_put(p->area, row, p->first + i, (struct pen){.fore = INK_DIM},
                 is_ascii ? '-' : 0x2500);
    if (p->first > 0) {
        area_text(p->area, row, 0, (struct pen){.fore = INK_DIM}, "event");
        snprintf(text, sizeof text, "%" PRIu64, c->first);
        area_right(area_part(p->area, row, 0, 1, FRONT - 1), 0, (struct pen){.fore = INK_DIM},
                   text);
        snprintf(text, sizeof text, "%" PRIu64, c->last);
        area_right(area_part(p->area, row, 0, 1, -1), 0, (struct pen){.fore = INK_DIM}, text);
    }
    draw_labels(p, row);
}

/* What is free, and so the largest allocatable, is known only between known bounds, and where no
 * older blocks leave it open. */
static bool knows_free(const struct hpt_state *state)
{
    return !hpt_has_inferred_bounds(state) && state->open_bytes == 0;
}

static void draw_curves(const struct plot *p, int rows)
{
    bool is_whole = knows_free(p->show->state);
    int count = is_whole ? CURVES : 1;
    int height = is_whole || rows < 2 ? rows : rows - 1;

    for (int i = 0; i < count; i++) {
        int first = height * i / count;
        if (height * (i + 1) / count > first)
            draw_curve(p, &curves[i], first, height * (i + 1) / count - first);
    }
    if (!is_whole && rows >= 2)
        area_fit(p->area, height, 0, (struct pen){.fore = INK_DIM},
                 "largest, fragmented: unknown without bounds (--elf, --heap)",
                 p->show->look.is_ascii);
}

/* On a failure it has that colour. */
static void draw_slider(const struct plot *p, int row)
{
    struct course_part part = {0};
    bool has_failed = part_of(p, p->now, &part) && part.failures > 0;
    struct pen pen = {.fore = has_failed ? INK_BAD : INK_NOW, .flags = PEN_BOLD};

    area_put(p->area, row, p->first + p->now, pen, p->show->look.is_ascii ? '@' : 0x25CF);
}

static void draw(struct area area, const struct show *s)
{
    struct plot p = plot_of(area, s);
    int rows = area.rows - 1;

    if (p.columns < 1 || rows < 0)
        return;
    if (s->course->last < s->course->first || s->course->last == 0) {
        area_fit(area, 0, 0, (struct pen){.fore = INK_DIM},
                 "The curves begin with the first event.", s->look.is_ascii);
        return;
    }
    draw_curves(&p, rows);
    draw_axis(&p, rows);
    if (knows_free(s->state))
        draw_now(&p, rows);
    else
        draw_now(&p, rows - 1);
    for (int column = 0; column < p.columns; column++)
        draw_tick(&p, rows, column);
    if (p.now >= 0)
        draw_slider(&p, rows);
}

const struct view view_curves = {"Curves", draw};
