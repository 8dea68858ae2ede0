#include "trace/reader.h"

#include "trace/torn.h"

enum line_end { END_OPEN, END_LINE, END_CUT };

/* What is read at once: a line, or as much of it as is there and undecided. */
struct piece {
    struct hpt_str all;  /* with the line's end */
    struct hpt_str body; /* without */
    enum line_end end;
    size_t shown; /* bytes of it that have come out as text */
};

void reader_init(struct reader *r, const struct reader_hooks *hooks, const struct dialect *only)
{
    *r = (struct reader){.hooks = *hooks, .line_start = true};
    recogniser_init(&r->recogniser, only, hooks->interest);
}

/* A dialect shows for the first time: from now on its damaged lines are found, too. */
static void meet(struct reader *r, const struct dialect *d)
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

/* Gives out a line that is complete but for where it stands. */
static inline void deliver(struct reader *r, struct trace_line *line)
{
    line->line = r->lines + 1;
    line->byte = r->bytes;
    line->time_us = r->time_us;
    if (!line->torn && line->fields.pointer_digits > 0)
        r->pointer_digits = line->fields.pointer_digits;
    for (uint8_t i = 0; i < r->torn_count; i++)
        r->torn[i].inner++;
    if (r->known[0] != line->dialect)
        meet(r, line->dialect);
    r->hooks.event(r->hooks.self, line);
}

static void deliver_found(struct reader *r, const struct found *f, struct hpt_str text, bool torn,
                          unsigned inner)
{
    struct trace_line line = {.kind = f->shape->kind,
                              .dialect = f->shape->dialect,
                              .fields = f->fields,
                              .text = text,
                              .torn = torn,
                              .inner = inner};

    deliver(r, &line);
}

static void show_up_to(struct reader *r, const struct piece *p, size_t to)
{
    if (to <= p->shown)
        return;
    torn_show(r);
    emit_text(r, p->all.at + p->shown, to - p->shown);
}

/* Takes a trace line that stands in the piece: text before it, torn pieces, the line. */
static void take(struct reader *r, const struct piece *p, const struct found *f)
{
    size_t from = found_from(f);
    struct hpt_str front = {p->body.at, from};
    struct torn *goes_on = r->line_start && p->shown == 0 ? torn_goes_on(r, front) : NULL;

    if (goes_on)
        torn_extend(r, goes_on, front);
    else
        show_up_to(r, p, from);
    for (uint8_t i = 0; i < f->tear_count; i++) {
        size_t to = i + 1 < f->tear_count ? f->tears[i + 1] : f->at;
        torn_keep(r, (struct hpt_str){p->body.at + f->tears[i], to - f->tears[i]},
                  p->shown > f->tears[i]);
    }
    deliver_found(r, f, (struct hpt_str){p->body.at + f->at, p->body.len - f->at}, false, 0);
}

/* Looks for a trace line. MATCH_MORE: from *undecided on the piece may become one. */
static enum match find_line(struct reader *r, const struct piece *p, size_t *undecided)
{
    struct view v = {p->body, p->end == END_LINE, r->line_start, r->before};
    char joined[2 * PATTERN_REACH];
    struct hpt_str whole;
    struct found f = {0};
    enum match m;

    if (r->line_start && r->torn_count > 0) {
        unsigned inner = 0;
        m = torn_join(r, &v, joined, &whole, &f, &inner);
        if (m == MATCH_YES)
            deliver_found(r, &f, whole, true, inner);
        *undecided = 0;
        if (m == MATCH_YES || (m == MATCH_MORE && p->end == END_OPEN))
            return m;
    }
    f = (struct found){0};
    m = recognise(&r->recogniser, &v, &f);
    r->garbled = r->garbled || f.garbled;
    if (m == MATCH_YES)
        take(r, p, &f);
    if (m != MATCH_MORE)
        return m;
    if (p->end != END_OPEN)
        return MATCH_NO;
    *undecided = found_from(&f);
    if (r->line_start && torn_goes_on(r, (struct hpt_str){p->body.at, *undecided}))
        *undecided = 0;
    return MATCH_MORE;
}

/* Keeps the end of what has been read of a line. */
static void keep_tail(struct reader *r, const char *at, size_t len)
{
    r->line_len += len;
    if (len >= NEAR_WINDOW) {
        memcpy(r->tail, at + len - NEAR_WINDOW, NEAR_WINDOW);
        r->tail_len = NEAR_WINDOW;
        return;
    }
    if (r->tail_len + len > NEAR_WINDOW) {
        size_t kept = NEAR_WINDOW - len;
        memmove(r->tail, r->tail + r->tail_len - kept, kept);
        r->tail_len = kept;
    }
    memcpy(r->tail + r->tail_len, at, len);
    r->tail_len += len;
}

/* The line that ends with this piece is no trace line: was it one? */
static void tell_nearly(struct reader *r, const struct piece *p)
{
    keep_tail(r, p->body.at, p->body.len);
    struct hpt_str text = {r->tail, r->tail_len};
    if (near_suspects(&r->near, text) && near_is_damaged(&r->near, text, r->line_len == text.len))
        r->hooks.nearly(r->hooks.self, near_address(text));
}

static void tell_garbled(struct reader *r)
{
    if (r->garbled)
        r->hooks.garbled(r->hooks.self);
    r->garbled = false;
}

static void end_line(struct reader *r, const struct piece *p, bool taken)
{
    char last = p->all.at[p->all.len - 1];

    r->line_start = true;
    r->before = last;
    r->after_cr = last == '\r';
    r->drop_lf = taken;
    r->lines += last == '\n';
    if (p->end == END_CUT) {
        r->garbled = false; /* it belongs to a run that is over */
        torn_drop_all(r);
        r->hooks.boot(r->hooks.self);
    } else {
        if (!taken && !r->garbled && r->torn_count == 0 && r->near.shape_count > 0)
            tell_nearly(r, p);
        tell_garbled(r);
        torn_age(r);
    }
    r->tail_len = 0;
    r->line_len = 0;
}

/* Keeps the undecided rest of an open piece for the next bytes. */
static void hold(struct reader *r, const struct piece *p, size_t from)
{
    size_t len = p->all.len - from;

    if (len >= READER_HELD) { /* no trace line is that long */
        show_up_to(r, p, p->all.len);
        from = p->all.len;
        len = 0;
    }
    if (from > 0) {
        r->line_start = false;
        r->before = p->all.at[from - 1];
        keep_tail(r, p->all.at, from);
    }
    memmove(r->held, p->all.at + from, len);
    r->held_len = len;
    r->held_shown = p->shown > from ? p->shown - from : 0;
}

static void read_piece(struct reader *r, const struct piece *p)
{
    size_t undecided = p->body.len;
    enum match m = p->end == END_CUT ? MATCH_NO : find_line(r, p, &undecided);

    if (p->end == END_OPEN) {
        undecided = m == MATCH_MORE ? undecided : p->all.len;
        show_up_to(r, p, undecided);
        hold(r, p, undecided);
        return;
    }
    r->held_len = 0;
    r->held_shown = 0;
    if (m != MATCH_YES)
        show_up_to(r, p, p->all.len);
    end_line(r, p, m == MATCH_YES);
}

static void read_bytes(struct reader *r, const char *at, size_t size, bool ended)
{
    struct piece p = {{at, size}, {at, size - ended}, END_OPEN, 0};

    if (ended)
        p.end = at[size - 1] == '\0' ? END_CUT : END_LINE;
    r->bytes += size;
    if (r->held_len > 0) {
        memcpy(r->held + r->held_len, at, size);
        p.all = (struct hpt_str){r->held, r->held_len + size};
        p.body = (struct hpt_str){r->held, p.all.len - ended};
        p.shown = r->held_shown;
    }
    read_piece(r, &p);
}

/* The line feed that belongs to the CR before it, where one comes. */
static const char *read_second_end(struct reader *r, const char *at)
{
    r->after_cr = false;
    if (*at != '\n')
        return at;
    if (!r->drop_lf)
        emit_text(r, at, 1);
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
    line->torn = false;
    line->inner = 0;
    return end;
}

/* Gives out a line that was read; returns where the next begins. */
static inline const char *give_out(struct reader *r, struct trace_line *line)
{
    const char *end = line->text.at + line->text.len;

    r->bytes += line->text.len + 1;
    deliver(r, line);
    r->before = *end;
    r->after_cr = *end == '\r';
    r->drop_lf = true;
    r->lines += *end == '\n';
    return r->after_cr && !r->stop ? read_second_end(r, end + 1) : end + 1;
}

/* Trace lines one after the other are read a few ahead of being given out, so that the tracker can
 * fetch what they are about. Returns where the next line begins; NULL if there is none here. */
static const char *read_trace_lines(struct reader *r, const char *at, const char *end)
{
    const char *from = NULL;
    size_t count = 0;

    do {
        const char *stop = parse_line(r, at, &r->ahead[count]);
        if (!stop)
            break;
        if (r->hooks.expect)
            r->hooks.expect(r->hooks.self, r->ahead[count].fields.value[FIELD_ADDRESS]);
        count++;
        at = stop + 1 + (stop[0] == '\r' && stop[1] == '\n');
    } while (count < READER_AHEAD && end - at >= PROGRAM_ROOM &&
             r->recogniser.begins_anchored[(unsigned char)*at]);
    for (size_t i = 0; i < count && !r->stop; i++)
        from = give_out(r, &r->ahead[i]);
    return from;
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
static const char *read_lines(struct reader *r, const char *at, const char *end)
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

static bool is_idle(const struct reader *r)
{
    return r->held_len == 0 && r->line_start && r->torn_count == 0;
}

size_t reader_feed(struct reader *r, const char *bytes, size_t size, uint64_t time_us)
{
    const char *at = bytes;
    const char *end = bytes + size;

    r->time_us = time_us;
    r->stop = false;
    while (at < end && !r->stop) {
        if (is_idle(r))
            at = read_lines(r, at, end);
        if (at < end && r->after_cr && !r->stop) {
            at = read_second_end(r, at);
            continue;
        }
        if (at == end || r->stop)
            break;
        const char *stop = scan_line_end(at, end);
        size_t length = (size_t)(stop - at) + (stop < end);
        bool ended = stop < end;
        size_t room = READER_HELD - r->held_len;
        if (r->held_len > 0 && length > room) { /* a held beginning never grows that long */
            length = room;
            ended = false;
        }
        read_bytes(r, at, length, ended);
        at += length;
    }
    return (size_t)(at - bytes);
}

void reader_show_held(struct reader *r)
{
    if (r->held_shown == r->held_len)
        return;
    torn_show(r);
    emit_text(r, r->held + r->held_shown, r->held_len - r->held_shown);
    r->held_shown = r->held_len;
}

/* Could the end of this line be missing? A closing bracket or all digits of a pointer say no. */
static bool is_whole(const struct found *f)
{
    return pattern_ends_in_literal(&f->shape->pattern) ||
           (f->fields.digits == 8 &&
            (f->shape->kind == SHAPE_FREE || f->shape->kind == SHAPE_FREE_WEAK));
}

void reader_begin_run(struct reader *r)
{
    for (uint8_t i = 0; i < r->torn_count; i++)
        r->torn[i].over = true;
}

void reader_end(struct reader *r)
{
    struct view v = {{r->held, r->held_len}, true, r->line_start, r->before};
    struct piece p = {v.text, v.text, END_LINE, r->held_shown};
    struct found f = {0};

    if (r->held_len > 0 && recognise(&r->recogniser, &v, &f) == MATCH_YES && is_whole(&f))
        take(r, &p, &f);
    else
        reader_show_held(r);
    r->held_len = r->held_shown = 0;
    tell_garbled(r);
    torn_drop_all(r);
}
