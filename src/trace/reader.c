#include "trace/reader.h"

#include "trace/reader_lines.h"
#include "trace/torn.h"

enum line_end { END_OPEN, END_LINE, END_CUT };

/* What is read at once: a line, or as much of it as is there and undecided. */
struct piece {
    struct hpt_str all;  /* with the line's end */
    struct hpt_str body; /* without */
    enum line_end end;
    size_t shown; /* bytes of it that have come out as text */
    size_t old;   /* bytes of it that had been held */
};

void reader_init(struct reader *r, const struct reader_hooks *hooks, const struct dialect *only)
{
    *r = (struct reader){.hooks = *hooks, .line_start = true};
    recogniser_init(&r->recogniser, only, hooks->interest);
}

/* The recogniser looks for needles that stand in reader.near. */
void reader_own(struct reader *r, const struct reader *from, void *self,
                const struct interest *interest)
{
    const char *base = (const char *)&from->near;

    r->hooks.self = self;
    r->hooks.interest = interest;
    for (uint8_t i = 0; i < r->recogniser.needle_count; i++) {
        struct hpt_str *needle = &r->recogniser.needles[i];
        if (needle->at >= base && needle->at < base + sizeof from->near)
            needle->at = (const char *)&r->near + (needle->at - base);
    }
}

/* Of what was held the time of the first byte is known: a line begins nowhere else in it. */
static uint64_t arrival(const struct reader *r, const struct piece *p, size_t at)
{
    return at < p->old ? r->held_us : r->time_us;
}

static struct trace_line line_of(const struct found *f, struct hpt_str text, uint64_t begun_us)
{
    return (struct trace_line){.kind = f->shape->kind,
                               .dialect = f->shape->dialect,
                               .fields = f->fields,
                               .text = text,
                               .begun_us = begun_us};
}

static void show_up_to(struct reader *r, const struct piece *p, size_t to)
{
    if (to <= p->shown)
        return;
    torn_show(r);
    emit_text(r, p->all.at + p->shown, to - p->shown, arrival(r, p, p->shown));
}

/* Gives out a line that is complete but for where it stands. */
static void deliver(struct reader *r, struct trace_line *line)
{
    line->line = r->lines + 1;
    line->byte = r->bytes;
    line->time_us = r->time_us;
    if (!line->torn && line->fields.pointer_digits > 0)
        r->pointer_digits = line->fields.pointer_digits;
    for (uint8_t i = 0; i < r->torn_count; i++)
        r->torn[i].inner++;
    if (r->known[0] != line->dialect)
        reader_meet(r, line->dialect);
    r->hooks.event(r->hooks.self, line);
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
                  arrival(r, p, f->tears[i]), p->shown > f->tears[i]);
    }
    struct hpt_str text = {p->body.at + f->at, p->body.len - f->at};
    struct trace_line line = line_of(f, text, arrival(r, p, f->at));
    deliver(r, &line);
}

static void deliver_joined(struct reader *r, const struct found *f, struct hpt_str whole,
                           const struct torn *outer)
{
    struct trace_line line = line_of(f, whole, outer->begun_us);

    line.torn = true;
    line.inner = outer->inner;
    deliver(r, &line);
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
        struct torn outer;
        m = torn_join(r, &v, joined, &whole, &f, &outer);
        if (m == MATCH_YES)
            deliver_joined(r, &f, whole, &outer);
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
    r->held_us = arrival(r, p, from);
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
    struct piece p = {{at, size}, {at, size - ended}, END_OPEN, 0, r->held_len};

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
    emit_text(r, r->held + r->held_shown, r->held_len - r->held_shown, r->held_us);
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
    struct piece p = {v.text, v.text, END_LINE, r->held_shown, r->held_len};
    struct found f = {0};

    if (r->held_len > 0 && recognise(&r->recogniser, &v, &f) == MATCH_YES && is_whole(&f))
        take(r, &p, &f);
    else
        reader_show_held(r);
    r->held_len = r->held_shown = 0;
    tell_garbled(r);
    torn_drop_all(r);
}

void reader_gap(struct reader *r)
{
    reader_end(r);
    r->line_start = true;
    r->after_cr = r->drop_lf = false;
    r->tail_len = 0;
    r->line_len = 0;
}
