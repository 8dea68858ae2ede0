#include "trace/pattern.h"

enum { DIGITS_MAX = 20, HEX_MAX = 16, TRAIL_MAX = 24 };

static const char *const field_names[FIELD_END] = {
    [FIELD_SIZE] = "size",   [FIELD_COUNT] = "count",   [FIELD_INDEX] = "index",
    [FIELD_TIME] = "time",   [FIELD_INT] = "int",       [FIELD_ADDRESS] = "address",
    [FIELD_OLD] = "old",     [FIELD_CALLER] = "caller", [FIELD_POINTER] = "pointer",
    [FIELD_FIBER] = "fiber",
};

static bool field_named(struct hpt_str name, enum field *field)
{
    for (int i = 0; i < FIELD_END; i++)
        if (str_is(name, field_names[i])) {
            *field = (enum field)i;
            return true;
        }
    return false;
}

bool pattern_parse(struct pattern *p, const char *text)
{
    *p = (struct pattern){.anchored = *text == '^'};
    text += p->anchored;
    if (strlen(text) > PATTERN_REACH)
        return false;
    while (*text) {
        if (p->count == PATTERN_PARTS)
            return false;
        struct part *part = &p->parts[p->count++];
        size_t length = strcspn(text, "{");
        if (length > 0) {
            part->literal = (struct hpt_str){text, length};
            text += length;
            continue;
        }
        length = strcspn(text, "}");
        part->is_field = true;
        if (text[length] != '}' ||
            !field_named((struct hpt_str){text + 1, length - 1}, &part->field))
            return false;
        text += length + 1;
    }
    return p->count > 0;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* A cursor over the line: what is read, and how it went. */
struct cursor {
    const char *at;
    const char *end;
    bool ended;
};

/* What an exhausted cursor means: the rest may still come, or the line is too short. */
static enum match short_of(const struct cursor *c)
{
    return c->ended ? MATCH_NO : MATCH_MORE;
}

static enum match take_literal(struct cursor *c, struct hpt_str literal)
{
    if ((size_t)(c->end - c->at) >= literal.len && memcmp(c->at, literal.at, literal.len) == 0) {
        c->at += literal.len;
        return MATCH_YES;
    }
    for (size_t i = 0; i < literal.len; i++, c->at++) {
        if (c->at == c->end)
            return short_of(c);
        if (*c->at != literal.at[i])
            return MATCH_NO;
    }
    return MATCH_YES;
}

static enum match take_decimal(struct cursor *c, uint64_t *value, uint8_t *digits)
{
    const char *from = c->at;

    *value = 0;
    for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
        uint64_t digit = (uint64_t)(*c->at - '0');
        if (c->at - from == DIGITS_MAX || *value > (UINT64_MAX - digit) / 10)
            return MATCH_NO;
        *value = *value * 10 + digit;
    }
    *digits = (uint8_t)(c->at - from);
    if (c->at == c->end && !c->ended)
        return MATCH_MORE;
    return c->at > from ? MATCH_YES : MATCH_NO;
}

static enum match take_signed(struct cursor *c, uint64_t *value, uint8_t *digits)
{
    if (c->at == c->end)
        return short_of(c);
    bool negative = *c->at == '-';
    c->at += negative;
    enum match m = take_decimal(c, value, digits);
    if (m == MATCH_YES && negative)
        *value = (uint32_t) - *value;
    return m;
}

static enum match take_hex(struct cursor *c, struct fields *f, uint64_t *value)
{
    const char *from = c->at;
    int digit;

    *value = 0;
    f->decimal = 0;
    bool decimal = true;
    for (; c->at < c->end && (digit = hex_value(*c->at)) >= 0; c->at++) {
        if (c->at - from == HEX_MAX)
            return MATCH_NO;
        *value = *value << 4 | (uint64_t)digit;
        decimal = decimal && digit < 10;
        f->decimal = f->decimal * 10 + (uint64_t)(digit < 10 ? digit : 0);
    }
    f->decimal = decimal ? f->decimal : 0;
    f->digits = (uint8_t)(c->at - from);
    f->bare_zero = f->digits == 1 && *value == 0;
    if (c->at == c->end && !c->ended)
        return MATCH_MORE;
    return c->at > from ? MATCH_YES : MATCH_NO;
}

/* One of the words that printfs write for a null pointer. */
static enum match take_null_word(struct cursor *c)
{
    static const char *const words[] = {"(nil)", "(null)", "NULL", "nil"};
    const char *from = c->at;
    const char *reach = from;

    for (size_t i = 0; i < COUNT(words); i++) {
        c->at = from;
        enum match m = take_literal(c, str_of(words[i]));
        if (m != MATCH_NO)
            return m;
        reach = c->at > reach ? c->at : reach;
    }
    c->at = reach;
    return MATCH_NO;
}

/* The text behind 0x is hex digits; "0" alone is NULL; device pointers of 32 bits that a 64-bit
 * printf sign-extended lose the upper half (mbed-os minimal-printf). */
static enum match take_pointer(struct cursor *c, struct fields *f, uint64_t *value, bool strict)
{
    if (c->at == c->end)
        return short_of(c);
    if (hex_value(*c->at) < 0) {
        *value = 0;
        f->digits = 0;
        f->bare_zero = false;
        return take_null_word(c);
    }
    bool prefixed = false;
    if (*c->at == '0' && c->at + 1 == c->end && !c->ended)
        return MATCH_MORE;
    if (*c->at == '0' && c->at + 1 < c->end && (c->at[1] | 0x20) == 'x') {
        prefixed = true;
        c->at += 2;
    }
    enum match m = take_hex(c, f, value);
    f->bare_zero = f->bare_zero && !prefixed;
    if (m != MATCH_YES)
        return m;
    if (strict && (f->digits > 8 || (!prefixed && f->digits != 8 && !f->bare_zero)))
        return MATCH_NO;
    if (*value != 0 && f->pointer_digits == 0)
        f->pointer_digits = f->digits;
    if (f->digits == HEX_MAX && *value >> 31 == 0x1FFFFFFFF)
        *value &= 0xFFFFFFFF;
    return MATCH_YES;
}

static enum match take_fiber(struct cursor *c)
{
    struct fields unused;
    uint64_t value;
    enum match m = take_literal(c, (struct hpt_str){"0x", 2});

    return m == MATCH_YES ? take_hex(c, &unused, &value) : m;
}

static enum match take_field(struct cursor *c, enum field field, struct fields *f)
{
    switch (field) {
    case FIELD_SIZE:
    case FIELD_COUNT:
    case FIELD_INDEX:
    case FIELD_TIME:
        return take_decimal(c, &f->value[field], &f->digits);
    case FIELD_INT:
        return take_signed(c, &f->value[FIELD_SIZE], &f->digits);
    case FIELD_ADDRESS:
    case FIELD_OLD:
    case FIELD_CALLER:
        return take_pointer(c, f, &f->value[field], false);
    case FIELD_POINTER:
        return take_pointer(c, f, &f->value[FIELD_ADDRESS], true);
    case FIELD_FIBER:
        return take_fiber(c);
    case FIELD_END:
        break;
    }
    return MATCH_NO;
}

/* Blanks and colour escapes (ESC [ digits ; m), then the end. */
static enum match take_trail(struct cursor *c)
{
    const char *from = c->at;
    bool in_escape = false;

    for (; c->at < c->end && c->at - from < TRAIL_MAX; c->at++) {
        char ch = *c->at;
        if (in_escape)
            in_escape = ch != 'm';
        else if (ch == '\x1b')
            in_escape = true;
        else if (ch != ' ' && ch != '\t')
            return MATCH_NO;
        if (in_escape && ch != '\x1b' && ch != '[' && ch != ';' && (ch < '0' || ch > '9'))
            return MATCH_NO;
    }
    if (c->at < c->end)
        return MATCH_NO;
    return c->ended ? MATCH_YES : MATCH_MORE;
}

enum match pattern_match(const struct pattern *p, struct hpt_str line, bool ended,
                         struct fields *fields, size_t *reach)
{
    struct cursor c = {line.at, line.at + line.len, ended};
    bool cleared = false; /* only when the words fit: most attempts end before */

    for (uint8_t i = 0; i < p->count; i++) {
        const struct part *part = &p->parts[i];
        if (part->is_field && !cleared) {
            *fields = (struct fields){0};
            cleared = true;
        }
        enum match m =
            part->is_field ? take_field(&c, part->field, fields) : take_literal(&c, part->literal);
        if (m != MATCH_YES) {
            *reach = (size_t)(c.at - line.at);
            return m;
        }
    }
    *reach = (size_t)(c.at - line.at);
    if (!cleared)
        *fields = (struct fields){0};
    return take_trail(&c);
}

bool pattern_begins(const struct pattern *p, unsigned char byte)
{
    const struct part *first = &p->parts[0];

    if (!first->is_field)
        return (unsigned char)*first->literal.at == byte;
    switch (first->field) {
    case FIELD_INT:
        return byte == '-' || (byte >= '0' && byte <= '9');
    case FIELD_FIBER:
        return byte == '0';
    case FIELD_ADDRESS:
    case FIELD_OLD:
    case FIELD_CALLER:
    case FIELD_POINTER:
        return hex_value((char)byte) >= 0 || byte == '(' || byte == 'N' || byte == 'n';
    default:
        return byte >= '0' && byte <= '9';
    }
}

bool pattern_ends_in_literal(const struct pattern *p)
{
    return !p->parts[p->count - 1].is_field;
}

struct hpt_str pattern_needle(const struct pattern *p)
{
    struct hpt_str needle = p->parts[0].literal;

    for (uint8_t i = 0; i < p->count && p->parts[0].is_field; i++)
        if (p->parts[i].literal.len > needle.len)
            needle = p->parts[i].literal;
    return needle;
}
