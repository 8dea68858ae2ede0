#include "trace/torn.h"

void emit_text(struct reader *r, const char *at, size_t len, uint64_t time_us)
{
    r->text_us = time_us;
    if (len > 0)
        r->hooks.text(r->hooks.self, (struct hpt_str){at, len});
}

static void show(struct reader *r, struct torn *t)
{
    if (!t->shown)
        emit_text(r, t->text, t->len, t->begun_us);
    t->shown = true;
}

void torn_show(struct reader *r)
{
    for (uint8_t i = 0; i < r->torn_count; i++)
        show(r, &r->torn[i]);
}

void torn_keep(struct reader *r, struct hpt_str piece, uint64_t begun_us, bool shown)
{
    if (r->torn_count == READER_TORN || piece.len > PATTERN_REACH) {
        if (!shown)
            emit_text(r, piece.at, piece.len, begun_us);
        return;
    }
    struct torn *t = &r->torn[r->torn_count++];
    memcpy(t->text, piece.at, piece.len);
    t->len = piece.len;
    t->begun_us = begun_us;
    t->age = 0;
    t->inner = 0;
    t->over = false;
    t->shown = shown;
}

/* A piece whose rest never came. Short ones may have been text all along. */
static void drop(struct reader *r, uint8_t index)
{
    enum { SURELY_TRACE = 8 };

    show(r, &r->torn[index]);
    if (r->torn[index].len >= SURELY_TRACE && !r->torn[index].over)
        r->hooks.garbled(r->hooks.self);
    memmove(r->torn + index, r->torn + index + 1,
            (size_t)(r->torn_count - index - 1) * sizeof *r->torn);
    r->torn_count--;
}

void torn_age(struct reader *r)
{
    for (uint8_t i = 0; i < r->torn_count;)
        if (++r->torn[i].age > READER_PATIENCE)
            drop(r, i);
        else
            i++;
}

void torn_drop_all(struct reader *r)
{
    while (r->torn_count > 0)
        drop(r, 0);
}

static struct hpt_str append(char joined[2 * PATTERN_REACH], const struct torn *t,
                             struct hpt_str more)
{
    size_t add = more.len < PATTERN_REACH ? more.len : PATTERN_REACH;

    memcpy(joined, t->text, t->len);
    if (add > 0)
        memcpy(joined + t->len, more.at, add);
    return (struct hpt_str){joined, t->len + add};
}

/* The pieces of two torn lines may fit each other by chance; a pointer that is shorter or longer
 * than those of whole lines gives that away. */
static bool same_digits(const struct reader *r, const struct found *f)
{
    return r->pointer_digits == 0 || f->fields.pointer_digits == 0 ||
           r->pointer_digits == f->fields.pointer_digits;
}

enum match torn_join(struct reader *r, const struct view *v, char joined[2 * PATTERN_REACH],
                     struct hpt_str *whole, struct found *f, struct torn *outer)
{
    for (uint8_t i = r->torn_count; i-- > 0;) {
        *whole = append(joined, &r->torn[i], v->text);
        bool complete = whole->len == r->torn[i].len + v->text.len;
        struct view line = {*whole, v->ended && complete, true, 0};
        *f = (struct found){0};
        enum match m = recognise_at(&r->recogniser, &line, 0, f);
        if (m == MATCH_MORE && complete)
            return MATCH_MORE;
        if (m != MATCH_YES || f->at > 0 || !same_digits(r, f))
            continue;
        *outer = r->torn[i];
        while (r->torn_count > i + 1)
            drop(r, (uint8_t)(i + 1));
        r->torn_count = i;
        return MATCH_YES;
    }
    return MATCH_NO;
}

struct torn *torn_goes_on(struct reader *r, struct hpt_str more)
{
    char joined[2 * PATTERN_REACH];

    for (uint8_t i = r->torn_count; i-- > 0 && more.len > 0;) {
        struct torn *t = &r->torn[i];
        if (t->len + more.len <= PATTERN_REACH &&
            is_beginning(&r->recogniser, append(joined, t, more)))
            return t;
    }
    return NULL;
}

void torn_extend(struct reader *r, struct torn *t, struct hpt_str more)
{
    memcpy(t->text + t->len, more.at, more.len);
    t->len += more.len;
    t->age = 0;
    if (t->shown)
        emit_text(r, more.at, more.len, r->time_us);
}
