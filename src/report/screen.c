#include "report/screen.h"

#include "base/out.h"
#include "base/put.h"
#include "base/str.h"
#include "report/view.h"

#define INVERSE "\x1b[7m"
#define INVERSE_OFF "\x1b[27m"

void screen_init(struct screen *s, struct hpt_out *out)
{
    *s = (struct screen){.out = out};
}

void screen_set(struct screen *s, const struct hpt_log_options *options)
{
    s->color = options->color;
    s->columns = options->columns;
    s->self = options->self;
    s->stamp.kind = options->stamps;
    s->stamp.wall_us = options->wall_us;
    s->stamp.zone = options->zone;
    s->stamp.self = options->self;
}

void screen_write_out(struct screen *s)
{
    out_bytes(s->out, s->buffer, s->used);
    s->used = 0;
}

static void put(struct screen *s, const char *at, size_t size)
{
    if (size > SCREEN_BUFFER - s->used)
        screen_flush(s);
    if (size > SCREEN_BUFFER) {
        out_bytes(s->out, at, size);
        return;
    }
    memcpy(s->buffer + s->used, at, size);
    s->used += size;
}

static void put_text(struct screen *s, const char *text)
{
    put(s, text, strlen(text));
}

static void put_times(struct screen *s, char c, size_t count)
{
    for (; count > 0; count--)
        put(s, &c, 1);
}

void screen_plain(struct screen *s)
{
    if (sgr_is_plain(&s->given))
        return;
    put_text(s, COLOR_OFF);
    s->given = (struct sgr){0};
    s->is_behind = !sgr_is_plain(&s->wanted);
}

static void catch_up(struct screen *s)
{
    char text[SGR_TEXT];

    screen_plain(s);
    if (!sgr_is_plain(&s->wanted))
        put(s, text, (size_t)(sgr_write(&s->wanted, text) - text));
    s->given = s->wanted;
    s->is_behind = false;
}

static void put_stamp(struct screen *s)
{
    screen_plain(s);
    if (s->color)
        put_text(s, COLOR_DIM);
    put(s, s->stamp_text, s->stamp_len);
    if (s->color)
        put_text(s, COLOR_OFF);
}

static void stamp_row(struct screen *s, uint64_t time_us, bool goes_on)
{
    char *end = goes_on ? stamp_write_blank(&s->stamp, s->stamp_text)
                        : stamp_write(&s->stamp, time_us, s->stamp_text);

    s->stamp_len = (size_t)(end - s->stamp_text);
    put_stamp(s);
}

static void leave_row(struct screen *s)
{
    s->left.go_back = NULL;
    s->row_used = false;
    s->column = s->extent = s->stamp_len = 0;
}

static void begin_row(struct screen *s)
{
    if (s->stamp.kind != HPT_STAMPS_NONE)
        stamp_row(s, s->now_us, s->line_open);
    s->row_used = s->line_open = true;
}

/* What was left before others wrote below it. */
static void go_back(struct screen *s)
{
    const struct screen_left left = s->left;

    s->left.go_back = NULL;
    screen_flush(s);
    left.go_back(left.self, (unsigned)(left.stamp_len + left.column));
    s->row_used = s->line_open = true;
    s->column = left.column;
    s->extent = left.extent;
    s->stamp_len = left.stamp_len;
}

static inline void prepare(struct screen *s)
{
    if (s->left.go_back != NULL)
        go_back(s);
    if (!s->row_used)
        begin_row(s);
    if (s->is_behind)
        catch_up(s);
}

void screen_text(struct screen *s, struct hpt_str text, size_t columns)
{
    prepare(s);
    put(s, text.at, text.len);
    s->column += columns;
    if (s->extent < s->column)
        s->extent = s->column;
}

void screen_tab(struct screen *s)
{
    size_t from;

    prepare(s);
    put(s, "\t", 1);
    from = s->stamp_len + s->column;
    s->column = (from / 8 + 1) * 8 - s->stamp_len;
    if (s->extent < s->column)
        s->extent = s->column;
}

void screen_newline(struct screen *s)
{
    bool is_ended = s->line_open && !s->row_used;

    if (!is_ended && !s->row_used && s->stamp.kind != HPT_STAMPS_NONE)
        begin_row(s);
    if (!is_ended)
        put(s, "\n", 1);
    leave_row(s);
    s->line_open = false;
}

void screen_return(struct screen *s)
{
    if (s->left.go_back != NULL)
        go_back(s);
    if (!s->row_used)
        return;
    put(s, "\r", 1);
    if (s->stamp_len > 0) {
        put_stamp(s);
        s->is_behind = !sgr_is_same(&s->given, &s->wanted);
    }
    s->column = 0;
}

void screen_back(struct screen *s, size_t count)
{
    if (s->left.go_back != NULL && count > 0)
        go_back(s);
    size_t room = s->row_used ? s->column : 0;

    count = count < room ? count : room;
    put_times(s, '\b', count);
    s->column -= count;
}

/* Blanks that would reach the next row are left out: there is no way back from there. */
void screen_erase(struct screen *s)
{
    unsigned columns = s->columns != NULL ? s->columns(s->self) : 0;
    if (s->left.go_back != NULL)
        go_back(s);
    bool is_narrow = columns > 0 && s->stamp_len + s->extent >= columns;

    if (!s->row_used || is_narrow || s->extent <= s->column)
        return;
    size_t count = s->extent - s->column;
    put_times(s, ' ', count);
    put_times(s, '\b', count);
    s->extent = s->column;
}

void screen_unuse(struct screen *s, bool line_too)
{
    if (s->stamp_len > 0)
        return;
    s->row_used = false;
    s->line_open = s->line_open && !line_too;
}

void screen_sgr(struct screen *s, struct hpt_str parameters)
{
    char clean[SGR_CLEAN];

    if (!s->color)
        return;
    size_t length = sgr_apply(&s->wanted, parameters, clean);
    bool waits = s->is_behind || (!s->row_used && s->stamp.kind != HPT_STAMPS_NONE);
    if (length == 0)
        return;
    if (waits) {
        s->is_behind = !sgr_is_same(&s->given, &s->wanted);
        return;
    }
    put_text(s, "\x1b[");
    put(s, clean, length);
    put_text(s, "m");
    s->given = s->wanted;
}

/* The device may itself write inversely; then that goes on. */
void screen_mark(struct screen *s, bool on)
{
    if (!s->color)
        return;
    prepare(s);
    put_text(s, on ? INVERSE : INVERSE_OFF);
    if (!on)
        catch_up(s);
}

/* Where the line that begins at `at` ends, its line end included. */
static const char *line_end(struct screen *s, struct hpt_str bytes)
{
    const char *feed = memchr(bytes.at, '\n', bytes.len);
    size_t len = feed != NULL ? (size_t)(feed + 1 - bytes.at) : bytes.len;
    const char *cr = s->has_lf ? NULL : memchr(bytes.at, '\r', len);

    if (cr != NULL && (feed == NULL || cr + 1 < feed))
        return cr + 1;
    return bytes.at + len;
}

static void pass_with_stamps(struct screen *s, struct hpt_str bytes)
{
    while (bytes.len > 0) {
        if (s->after_cr && !s->has_lf && *bytes.at != '\n') {
            leave_row(s);
            s->line_open = false;
        }
        if (!s->row_used && *bytes.at != '\r')
            begin_row(s);
        const char *end = line_end(s, bytes);
        put(s, bytes.at, (size_t)(end - bytes.at));
        s->after_cr = end[-1] == '\r';
        if (end[-1] == '\n') {
            leave_row(s);
            s->line_open = false;
            s->has_lf = true;
        }
        str_skip(&bytes, (size_t)(end - bytes.at));
    }
}

/* CR alone does not use a row. */
static bool has_text(const char *at, const char *end)
{
    while (at < end && *at == '\r')
        at++;
    return at < end;
}

void screen_pass(struct screen *s, struct hpt_str bytes)
{
    const char *end = bytes.at + bytes.len;
    const char *row = end;

    if (s->stamp.kind != HPT_STAMPS_NONE) {
        pass_with_stamps(s, bytes);
        return;
    }
    screen_flush(s);
    out_str(s->out, bytes);
    while (row > bytes.at && row[-1] != '\n')
        row--;
    if (row > bytes.at)
        s->row_used = s->line_open = false;
    if (has_text(row, end))
        s->row_used = s->line_open = true;
}

void screen_fresh_row(struct screen *s)
{
    screen_plain(s);
    if (s->row_used) {
        put(s, "\n", 1);
        leave_row(s);
    }
    s->left.go_back = NULL;
    screen_flush(s);
}

/* Whether the row can be gone back to: the screen has not wrapped it. */
static bool is_one_row(const struct screen *s)
{
    unsigned columns = s->columns != NULL ? s->columns(s->self) : 0;
    size_t end = s->stamp_len + (s->extent > s->column ? s->extent : s->column);

    return s->row_used && s->line_open && s->column > 0 && end < columns;
}

bool screen_step_aside(struct screen *s, void (*back)(void *self, unsigned column), void *self)
{
    struct screen_left left = s->left; /* if nothing has come since the last time */

    if (is_one_row(s))
        left = (struct screen_left){.go_back = back,
                                    .self = self,
                                    .column = s->column,
                                    .extent = s->extent,
                                    .stamp_len = s->stamp_len};
    screen_fresh_row(s);
    s->left = left;
    return left.go_back != NULL;
}

static void stamp_own(struct screen *s, uint64_t time_us, bool is_blank)
{
    if (s->stamp.kind == HPT_STAMPS_NONE)
        return;
    stamp_row(s, time_us, is_blank);
    screen_flush(s);
}

void screen_stamp_own(struct screen *s, uint64_t time_us)
{
    stamp_own(s, time_us, false);
}

void screen_blank_stamp(struct screen *s)
{
    stamp_own(s, 0, true);
}

void screen_end_line(struct screen *s)
{
    s->left.go_back = NULL;
    s->line_open = false;
    s->after_cr = false;
}
