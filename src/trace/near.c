#include "trace/near.h"

#include "base/str.h"

enum {
    LONG_LITERAL = 8,     /* worth two needles */
    LONG_SHAPE = 24,      /* positions from which on two errors are forgiven, not one */
    LEAST_BEGINNING = 12, /* positions of a beginning whose end is missing */
    LEAST_END = 14        /* positions of an end whose beginning is missing */
};

static bool is_pointer(const struct part *part)
{
    return part->is_field && (part->field == FIELD_ADDRESS || part->field == FIELD_OLD ||
                              part->field == FIELD_CALLER || part->field == FIELD_POINTER);
}

static void add_needle(struct near *n, const char *at, size_t len)
{
    struct near_needle needle = {.len = (uint8_t)(len < NEAR_NEEDLE ? len : NEAR_NEEDLE)};

    memcpy(needle.text, at, needle.len);
    if (n->needle_count < NEAR_NEEDLES && needle.len > 2)
        n->needles[n->needle_count++] = needle;
}

/* The two halves of a literal, with the 0x of a pointer behind it; a short one as a whole, and only
 * with such a pointer. */
static void add_needles(struct near *n, const struct pattern *p)
{
    char text[PATTERN_REACH + 2];

    for (uint8_t i = 0; i < p->count; i++) {
        size_t len = p->parts[i].literal.len;
        bool pointer = i + 1 < p->count && is_pointer(&p->parts[i + 1]);
        if (p->parts[i].is_field)
            continue;
        memcpy(text, p->parts[i].literal.at, len);
        memcpy(text + len, "0x", 2);
        bool halved = len >= LONG_LITERAL;
        len += pointer ? 2 : 0;
        if (halved)
            add_needle(n, text, len / 2);
        if (halved || pointer)
            add_needle(n, text + (halved ? len / 2 : 0), len - (halved ? len / 2 : 0));
    }
}

static void add_position(struct near_shape *s, char literal, bool hex)
{
    if (s->count < NEAR_POSITIONS)
        s->positions[s->count++] = (struct near_position){literal, hex};
}

static void add_shape(struct near *n, const struct pattern *p)
{
    struct near_shape *s = &n->shapes[n->shape_count];

    if (n->shape_count == NEAR_SHAPES)
        return;
    *s = (struct near_shape){.count = 0};
    for (uint8_t i = 0; i < p->count; i++) {
        const struct part *part = &p->parts[i];
        for (size_t j = 0; j < part->literal.len; j++)
            add_position(s, part->literal.at[j], false);
        if (is_pointer(part)) {
            add_position(s, '0', false);
            add_position(s, 'x', false);
        }
        if (part->is_field)
            add_position(s, 0, is_pointer(part));
    }
    if (s->count < NEAR_POSITIONS)
        n->shape_count++;
}

void near_add(struct near *n, const struct dialect *d)
{
    struct pattern p;

    for (size_t i = 0; i < d->shape_count; i++)
        if (shape_is_event(d->shapes[i].kind) && pattern_parse(&p, d->shapes[i].pattern) &&
            !p.anchored) {
            add_needles(n, &p);
            add_shape(n, &p);
        }
}

bool near_suspects(const struct near *n, struct hpt_str text)
{
    enum { TELLING = 6 }; /* a shorter needle is a word that other text has, too */
    bool pointer = str_contains(text, str_of("0x"));

    for (uint8_t i = 0; i < n->needle_count; i++)
        if ((pointer || n->needles[i].len >= TELLING) &&
            str_contains(text, (struct hpt_str){n->needles[i].text, n->needles[i].len}))
            return true;
    return false;
}

static bool is_figure(char c, bool hex)
{
    return (c >= '0' && c <= '9') || (hex && ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'));
}

uint64_t near_address(struct hpt_str text)
{
    enum { DIGITS = 4 };

    for (size_t at = text.len; at-- > 0;) {
        uint64_t value = 0;
        size_t i = at + 2;
        if (text.at[at] != '0' || i > text.len || text.at[at + 1] != 'x')
            continue;
        for (; i < text.len && is_figure(text.at[i], true); i++)
            value = value << 4 | (uint64_t)((text.at[i] & 15) + (text.at[i] > '9' ? 9 : 0));
        if (i - at - 2 >= DIGITS)
            return value;
    }
    return 0;
}

static bool fits(const struct near_position *p, char c)
{
    return p->literal != 0 ? c == p->literal : is_figure(c, p->hex);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* errors[j]: the fewest errors with which the first j positions fit what ends at the byte read
 * last, wherever they begin. Moves on by one byte. */
static void advance(const struct near_shape *s, unsigned errors[NEAR_POSITIONS + 1], char c,
                    bool whole_line, bool is_first)
{
    unsigned before = errors[0]; /* errors[j - 1] of the byte before */

    for (unsigned j = 1; j <= s->count; j++) {
        const struct near_position *p = &s->positions[j - 1];
        bool fit = fits(p, c);
        unsigned repeat = errors[j] + !(fit && p->literal == 0);
        unsigned best = least(before + !fit, least(repeat, errors[j - 1] + 1));
        /* The beginning may be missing where the line begins: one error, however much it is. */
        if (whole_line && is_first && j > 1 && s->count - j + 1 >= LEAST_END)
            best = least(best, 1 + (unsigned)!fit);
        before = errors[j];
        errors[j] = best;
    }
}

static bool fits_nearly(const struct near_shape *s, struct hpt_str text, bool whole_line)
{
    unsigned errors[NEAR_POSITIONS + 1];
    unsigned forgiven = s->count >= LONG_SHAPE ? 2 : 1;

    for (unsigned j = 0; j <= s->count; j++)
        errors[j] = j;
    for (size_t i = 0; i < text.len; i++)
        advance(s, errors, text.at[i], whole_line, i == 0);
    for (unsigned j = LEAST_BEGINNING; j < s->count; j++)
        if (errors[j] == 0)
            return true; /* the end is missing */
    return errors[s->count] > 0 && errors[s->count] <= forgiven;
}

bool near_is_damaged(const struct near *n, struct hpt_str text, bool whole_line)
{
    while (text.len > 0 && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t'))
        text.len--;
    for (uint8_t i = 0; i < n->shape_count; i++)
        if (fits_nearly(&n->shapes[i], text, whole_line))
            return true;
    return false;
}
