#include "report/choice.h"

#include "base/plain.h"
#include "base/str.h"

bool choice_is_wanted(const struct hpt_log_options *o)
{
    return o->filter.find != NULL || o->exclude.find != NULL ||
           (o->highlight.find != NULL && o->color);
}

void choice_init(struct choice *c, const struct choice_sink *sink, const struct hpt_log_options *o)
{
    c->sink = *sink;
    c->filter = o->filter;
    c->exclude = o->exclude;
    c->highlight = o->color ? o->highlight : (struct hpt_pattern){0};
    c->verdict = VERDICT_OPEN;
    c->after_cr = false;
    c->len = 0;
}

/* The line as patterns see it. */
static struct hpt_str strip(struct choice *c, struct hpt_str line)
{
    return (struct hpt_str){c->plain, plain_text(line, c->plain, c->origin)};
}

static enum hpt_found look(const struct hpt_pattern *p, struct hpt_str text, size_t from,
                           struct hpt_str *found)
{
    return p->find(p->self, text, from, found);
}

static bool is_chosen(const struct choice *c, struct hpt_str plain)
{
    struct hpt_str found;

    if (c->filter.find != NULL && look(&c->filter, plain, 0, &found) == HPT_FOUND_NOT)
        return false;
    return c->exclude.find == NULL || look(&c->exclude, plain, 0, &found) != HPT_FOUND;
}

bool choice_allows(struct choice *c, struct hpt_str line)
{
    if (line.len > CHOICE_HELD)
        line.len = CHOICE_HELD;
    return is_chosen(c, strip(c, line));
}

static void give(const struct choice *c, size_t from, size_t to)
{
    if (to > from)
        c->sink.text(c->sink.self, (struct hpt_str){c->line + from, to - from}, c->begun_us);
}

/* Gives out the line with what matches marked. */
static void show(struct choice *c, struct hpt_str plain)
{
    size_t shown = 0;
    size_t from = 0;
    struct hpt_str found;

    while (c->highlight.find != NULL && from < plain.len &&
           look(&c->highlight, plain, from, &found) == HPT_FOUND) {
        size_t begin = (size_t)(found.at - plain.at);
        from = begin + (found.len > 0 ? found.len : 1); /* an empty match marks nothing */
        if (found.len == 0)
            continue;
        give(c, shown, c->origin[begin]);
        c->sink.mark(c->sink.self, true);
        shown = (size_t)c->origin[begin + found.len - 1] + 1;
        give(c, c->origin[begin], shown);
        c->sink.mark(c->sink.self, false);
    }
    give(c, shown, c->len);
    c->len = 0;
}

static void judge(struct choice *c)
{
    struct hpt_str plain = strip(c, (struct hpt_str){c->line, c->len});

    c->verdict = is_chosen(c, plain) ? VERDICT_SHOW : VERDICT_HIDE;
    if (c->verdict == VERDICT_SHOW)
        show(c, plain);
    c->len = 0;
}

static void begin_line(struct choice *c)
{
    c->verdict = VERDICT_OPEN;
    c->after_cr = false;
}

/* Where the line that begins here ends, its line end included. */
static const char *line_end(struct hpt_str bytes, bool *ended)
{
    const char *at = bytes.at;
    const char *end = at + bytes.len;

    while (at < end && *at != '\n' && *at != '\r')
        at++;
    *ended = at < end;
    return at + *ended;
}

/* A piece of one line. */
static void add(struct choice *c, struct hpt_str piece, uint64_t time_us)
{
    while (piece.len > 0 && c->verdict == VERDICT_OPEN) {
        size_t room = CHOICE_HELD - c->len;
        size_t taken = piece.len < room ? piece.len : room;
        if (c->len == 0)
            c->begun_us = time_us;
        memcpy(c->line + c->len, piece.at, taken);
        c->len += taken;
        str_skip(&piece, taken);
        if (c->len == CHOICE_HELD)
            judge(c);
    }
    if (piece.len > 0 && c->verdict == VERDICT_SHOW)
        c->sink.text(c->sink.self, piece, time_us);
}

void choice_feed(struct choice *c, struct hpt_str bytes, uint64_t time_us)
{
    while (bytes.len > 0) {
        bool ended;
        if (c->after_cr && *bytes.at != '\n')
            begin_line(c);
        const char *end = line_end(bytes, &ended);
        struct hpt_str piece = {bytes.at, (size_t)(end - bytes.at)};
        add(c, piece, time_us);
        str_skip(&bytes, piece.len);
        if (!ended)
            continue;
        if (c->verdict == VERDICT_OPEN)
            judge(c);
        if (end[-1] == '\n')
            begin_line(c);
        else
            c->after_cr = true;
    }
}

bool choice_holds(const struct choice *c)
{
    return c->len > 0;
}

/* A beginning that does not match may do so when there is more of it. */
void choice_pause(struct choice *c)
{
    if (c->len == 0)
        return;
    struct hpt_str plain = strip(c, (struct hpt_str){c->line, c->len});
    if (!is_chosen(c, plain))
        return;
    c->verdict = VERDICT_SHOW;
    show(c, plain);
}

void choice_end_line(struct choice *c)
{
    if (c->len > 0)
        judge(c);
    begin_line(c);
}
