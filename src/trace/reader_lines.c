/* The fast way of the reader: whole lines, while nothing waits for its rest. */
#include "trace/reader_lines.h"

#include "trace/torn.h"

void reader_meet(struct reader *r, const struct dialect *d)
{
    size_t i = 0;

    while (i < COUNT(r->known) && r->known[i] && r->known[i] != d)
        i++;
    if (i == COUNT(r->known) || r->known[i] == d)
        return;
    r->known[i] = d;
    r->recogniser.weak_allowed = r->recogniser.weak_allowed || d == &dialect_microbit;
    uint8_t from = r->near.needle_count;
    near_add(&r->near, d);
    for (; from < r->near.needle_count; from++)
        recogniser_watch(&r->recogniser,
                         (struct hpt_str){r->near.needles[from].text, r->near.needles[from].len});
}

/* The line feed that belongs to the CR before it, where one comes. */
const char *read_second_end(struct reader *r, const char *at)
{
    r->after_cr = false;
    if (*at != '\n')
        return at;
    if (!r->drop_lf)
        emit_text(r, at, 1, r->time_us);
    r->lines++;
    r->bytes++;
    if (r->drop_lf)
        r->dropped = r->bytes;
    return at + 1;
}

/* Whole lines of text. */
static void read_text_lines(struct reader *r, const char *at, const char *end, bool of_interest)
{
    struct hpt_str text = {at, (size_t)(end - at)};

    r->before = end[-1];
    r->after_cr = end[-1] == '\r';
    r->drop_lf = false;
    r->bytes += text.len;
    r->text_us = r->time_us;
    if (of_interest)
        r->hooks.text(r->hooks.self, text);
    else
        r->hooks.lines(r->hooks.self, text);
    r->lines += scan_count_lines(at, end);
}

/* Reads a trace line that is a line of its own at `at`; its end, or NULL if there is none. */
static inline const char *parse_line(struct reader *r, const char *at, struct trace_line *line)
{
    const struct compiled *shape;
    const char *end = recognise_whole(&r->recogniser, at, &shape, &line->fields);

    if (!end)
        return NULL;
    line->kind = shape->kind;
    line->dialect = shape->dialect;
    line->text = (struct hpt_str){at, (size_t)(end - at)};
    return end;
}

/* Gives out a line that was read: it is not torn, nor does one that is wait for its rest. */
static inline void give_out(struct reader *r, struct trace_line *line)
{
    r->bytes += line->text.len + 1;
    line->line = r->lines + 1;
    line->byte = r->bytes;
    line->begun_us = line->time_us = r->time_us;
    if (line->fields.pointer_digits > 0)
        r->pointer_digits = line->fields.pointer_digits;
    if (r->known[0] != line->dialect)
        reader_meet(r, line->dialect);
    r->hooks.event(r->hooks.self, line);
}

/* Gives out the lines that were read ahead, until a hook stops. Returns where the next begins. */
static const char *give_out_all(struct reader *r, size_t count)
{
    const char *end = NULL;
    const char *next = NULL;

    for (size_t i = 0; i < count && !r->stop; i++) {
        struct trace_line *line = &r->ahead[i];
        end = line->text.at + line->text.len;
        next = end + 1;
        give_out(r, line);
        r->after_cr = *end == '\r';
        r->drop_lf = true;
        if (!r->after_cr)
            r->lines++;
        else if (!r->stop)
            next = read_second_end(r, next);
    }
    if (end)
        r->before = *end;
    return next;
}

/* Trace lines one after the other are read a few ahead of being given out, so that the tracker can
 * fetch what they are about. Returns where the next line begins; NULL if there is none here. */
static const char *read_trace_lines(struct reader *r, const char *at, const char *end)
{
    size_t count = 0;

    do {
        const char *stop = parse_line(r, at, &r->ahead[count]);
        if (!stop)
            break;
        count++;
        at = stop + 1 + (stop[0] == '\r' && stop[1] == '\n');
    } while (count < READER_AHEAD && end - at >= PROGRAM_ROOM &&
             r->recogniser.begins_anchored[(unsigned char)*at]);
    if (r->hooks.expect && count > 0)
        r->hooks.expect(r->hooks.self, r->ahead, count);
    return give_out_all(r, count);
}

/* Where the text that may be given out at once ends: behind the line at `at` if that is of
 * interest, else before the next line that is, or that may hold a trace line. `at` if there is
 * none. */
static const char *text_end(const struct reader *r, const char *at, const char *end, bool interest)
{
    const char *limit = interest ? scan_line_end(at, end) : end;

    if (interest && limit == end)
        return at;
    const char *stop = recognise_needle(&r->recogniser, at, limit);
    if (stop == limit && interest)
        return *limit == '\0' ? at : limit + 1;
    bool before_line = stop < limit && (*stop == '\n' || *stop == '\r');
    return before_line ? stop + 1 : scan_line_start(at, stop);
}

/* The fast way, for whole lines while nothing waits for its rest: trace lines that stand alone, and
 * lines of text. Returns where it does not get on. */
const char *read_lines(struct reader *r, const char *at, const char *end)
{
    const bool *begins = r->recogniser.begins_anchored;

    while (end - at >= PROGRAM_ROOM && !r->stop) {
        if (r->after_cr)
            at = read_second_end(r, at);
        unsigned char first = (unsigned char)*at;
        const char *next = begins[first] ? read_trace_lines(r, at, end) : NULL;
        if (!next) {
            bool interest = (r->hooks.interest->first[first] &&
                             r->hooks.interest->second[(unsigned char)at[1]]) ||
                            r->hooks.wants_all(r->hooks.self);
            next = text_end(r, at, end, interest);
            if (next == at)
                break;
            read_text_lines(r, at, next, interest);
        }
        at = next;
    }
    return at;
}
