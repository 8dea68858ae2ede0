/* What the log view says of addresses, with a namer: behind a heap line who asked; below a line in
 * which the device tells where it stopped one line for each address of code, and one for each
 * function that it is inlined into. */
#include "base/out.h"
#include "base/put.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/log_view.h"
#include "report/view.h"

#include <inttypes.h>

static void write_frame(struct hpt_out *out, const struct hpt_frame *f)
{
    out_str(out, f->function);
    if (f->file.len > 0) {
        out_text(out, " (");
        out_str(out, f->file);
        out_format(out, ":%" PRIu32 ")", f->line);
    }
}

static void begin_line(struct hpt_log_view *v, uint64_t time_us)
{
    screen_fresh_row(&v->screen);
    screen_stamp_own(&v->screen, time_us);
    if (v->options.color)
        out_text(v->out, COLOR_YELLOW);
    out_text(v->out, "-- ");
}

static void end_line(struct hpt_log_view *v)
{
    if (v->options.color)
        out_text(v->out, COLOR_OFF);
    out_char(v->out, '\n');
}

static void write_place(struct hpt_log_view *v, const struct place *p, uint64_t time_us)
{
    const struct hpt_namer *namer = v->options.namer;
    struct hpt_site_name name;
    bool is_known = p->is_caller ? namer->name(namer->self, p->address, &name)
                                 : namer->place(namer->self, p->address, &name);

    if (!is_known)
        return;
    for (size_t i = 0; i < name.frame_count; i++) {
        begin_line(v, time_us);
        if (i > 0) {
            out_text(v->out, "  inlined into ");
        } else {
            out_str(v->out, p->label);
            out_format(v->out, "%s0x%08" PRIx64 "  ", p->label.len > 0 ? " " : "", p->address);
        }
        write_frame(v->out, &name.frames[i]);
        end_line(v);
    }
}

void log_write_places(struct hpt_log_view *v, uint64_t time_us)
{
    char text[PLACES_LINE];
    struct place places[PLACES_MAX];
    struct hpt_str line = {v->places.line, v->places.len};
    bool is_hidden = v->chooses && v->places.len > 0 && !choice_allows(&v->choice, line);
    size_t count = places_end(&v->places, text, places);

    if (is_hidden || count == 0)
        return;
    text_safe_leave_row(&v->safe);
    for (size_t i = 0; i < count; i++)
        write_place(v, &places[i], time_us);
}

void log_take_places(struct hpt_log_view *v, struct hpt_str piece, uint64_t time_us)
{
    places_add(&v->places, piece);
    if (piece.at[piece.len - 1] == '\n')
        log_write_places(v, time_us);
}

/* What is longer is cut, in front of a character. */
char *log_put_site(const struct hpt_log_view *v, uint64_t caller, char *at)
{
    const struct hpt_namer *namer = v->options.namer;
    const char *end = at + SITE_SHOWN - UTF8_MOST;
    struct hpt_site_name name;
    size_t length;
    uint32_t code;

    if (caller == 0 || !namer->name(namer->self, caller, &name))
        return at;
    at = PUT_TEXT(at, "  ");
    for (struct hpt_str rest = name.text; rest.len > 0 && at < end; str_skip(&rest, length)) {
        (void)utf8_take(rest, &length, &code);
        at = put_str(at, (struct hpt_str){rest.at, length});
    }
    return at;
}
