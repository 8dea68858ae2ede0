#include "report/sgr.h"

#include "base/put.h"
#include "base/str.h"

enum { OVERLINED = 10 };
enum target { FOREGROUND, BACKGROUND, UNDERLINE };

/* A parameter such as 1, 38 or 4:3, and its number before the first colon. */
struct parameter {
    struct hpt_str text;
    unsigned number;
    bool is_last;
};

/* Takes a parameter and the semicolon behind it. */
static struct parameter take(struct hpt_str *rest)
{
    const char *semicolon = rest->len > 0 ? memchr(rest->at, ';', rest->len) : NULL;
    struct parameter p = {.text = *rest, .is_last = semicolon == NULL};

    if (semicolon != NULL)
        p.text.len = (size_t)(semicolon - rest->at);
    str_skip(rest, p.text.len + (semicolon != NULL));
    for (size_t i = 0; i < p.text.len && p.text.at[i] != ':' && p.number < 1000; i++)
        p.number = 10 * p.number + (unsigned)(p.text.at[i] - '0');
    return p;
}

static bool has_colon(const struct parameter *p)
{
    return p->text.len > 0 && memchr(p->text.at, ':', p->text.len) != NULL;
}

/* The rest of 38;5;N or 38;2;R;G;B; false when it is cut short. */
static bool extend_color(struct parameter *p, struct hpt_str *rest)
{
    struct parameter kind = take(rest);
    unsigned count = kind.number == 5 ? 1 : kind.number == 2 ? 3 : 0;
    struct parameter last = kind;
    bool is_good = count > 0;

    for (unsigned i = 0; i < count && !last.is_last; i++) {
        last = take(rest);
        is_good =
            is_good && last.number < 256 && !has_colon(&last) && (i + 1 == count || !last.is_last);
    }
    is_good = is_good && last.text.at != kind.text.at;
    p->text.len = (size_t)(last.text.at + last.text.len - p->text.at);
    p->is_last = last.is_last;
    return is_good;
}

static void set_color(struct sgr *s, enum target target, struct hpt_str text)
{
    memcpy(s->color[target], text.at, text.len);
    s->length[target] = (uint8_t)text.len;
}

static bool apply_color(struct sgr *s, struct parameter *p, struct hpt_str *rest)
{
    enum target target = p->number == 58 ? UNDERLINE : p->number == 48 ? BACKGROUND : FOREGROUND;

    if (!has_colon(p) && (p->is_last || !extend_color(p, rest)))
        return false;
    if (p->text.len > SGR_COLOR)
        return false;
    set_color(s, target, p->text);
    return true;
}

static bool switch_off(struct sgr *s, unsigned number)
{
    static const uint16_t off[] = {[22] = 1u << 1 | 1u << 2, [23] = 1u << 3, [24] = 1u << 4,
                                   [25] = 1u << 5 | 1u << 6, [27] = 1u << 7, [29] = 1u << 9};

    if (number == 39 || number == 49 || number == 59)
        s->length[number == 39 ? FOREGROUND : number == 49 ? BACKGROUND : UNDERLINE] = 0;
    else if (number == 55)
        s->attributes &= (uint16_t) ~(1u << OVERLINED);
    else if (number < COUNT(off) && off[number] != 0)
        s->attributes &= (uint16_t)~off[number];
    else
        return false;
    return true;
}

/* One parameter; false if it is unknown, or not wanted. */
static bool apply_one(struct sgr *s, struct parameter *p, struct hpt_str *rest)
{
    unsigned n = p->number;

    if (n == 38 || n == 48 || n == 58)
        return apply_color(s, p, rest);
    if (p->text.len > SGR_COLOR || (has_colon(p) && n != 4)) /* 4:3 is a curly underline */
        return false;
    if (n == 0)
        *s = (struct sgr){0};
    else if ((n < 10 && n != 8) || n == 53)
        s->attributes |= (uint16_t)(1u << (n == 53 ? OVERLINED : n));
    else if ((n >= 30 && n < 38) || (n >= 90 && n < 98))
        set_color(s, FOREGROUND, p->text);
    else if ((n >= 40 && n < 48) || (n >= 100 && n < 108))
        set_color(s, BACKGROUND, p->text);
    else
        return switch_off(s, n);
    return true;
}

size_t sgr_apply(struct sgr *state, struct hpt_str parameters, char *clean)
{
    struct parameter p = {0};
    char *at = clean;

    while (!p.is_last) {
        p = take(&parameters);
        if (!apply_one(state, &p, &parameters))
            continue;
        if (at > clean)
            *at++ = ';';
        at = p.text.len > 0 ? put_str(at, p.text) : PUT_TEXT(at, "0");
    }
    return (size_t)(at - clean);
}

bool sgr_is_plain(const struct sgr *s)
{
    return s->attributes == 0 && s->length[0] + s->length[1] + s->length[2] == 0;
}

bool sgr_is_same(const struct sgr *a, const struct sgr *b)
{
    for (size_t i = 0; i < COUNT(a->color); i++)
        if (!str_equal((struct hpt_str){a->color[i], a->length[i]},
                       (struct hpt_str){b->color[i], b->length[i]}))
            return false;
    return a->attributes == b->attributes;
}

char *sgr_write(const struct sgr *s, char *at)
{
    at = PUT_TEXT(at, "\x1b[");
    for (unsigned n = 1; n <= OVERLINED; n++)
        if ((s->attributes & 1u << n) != 0) {
            at = put_decimal(at, n == OVERLINED ? 53 : n, 0, ' ');
            *at++ = ';';
        }
    for (size_t i = 0; i < COUNT(s->color); i++)
        if (s->length[i] > 0) {
            at = put_str(at, (struct hpt_str){s->color[i], s->length[i]});
            *at++ = ';';
        }
    if (at[-1] == ';')
        at--;
    *at++ = 'm';
    return at;
}
