/* The fast way through a pattern, for lines as they nearly always are: complete, with figures of
 * ordinary length. Whatever else comes is left to pattern_match. */
#include "trace/pattern.h"

enum { WORD = sizeof(uint64_t), DECIMAL_MAX = 18, POINTER_MAX = 8 };
#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

static uint64_t load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, WORD);
    return word;
}

static bool begins_with(const char *at, const struct part *part)
{
    size_t i = 0;

    for (; i + WORD <= part->literal.len; i += WORD)
        if (load(at + i) != load(part->literal.at + i))
            return false;
    return ((load(at + i) ^ part->tail) & part->tail_mask) == 0;
}

/* The front of a decimal number; *at moves behind it. False when it is long or not there. */
static bool read_decimal(const char **at, uint64_t *value, uint8_t *digits)
{
    const char *from = *at;
    const char *p = from;
    uint64_t sum = 0;

    for (unsigned digit; (digit = (unsigned char)*p - (unsigned)'0') < 10; p++) {
        sum = sum * 10 + digit;
        if (p - from == DECIMAL_MAX)
            return false;
    }
    *value = sum;
    *digits = (uint8_t)(p - from);
    *at = p;
    return p > from;
}

/* Values of the hex digits, 16 for other bytes. */
static const uint8_t hex_values[256] = {
#define NONE 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16
#define DIGITS 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 16, 16, 16, 16, 16
#define LETTERS 16, 10, 11, 12, 13, 14, 15, 16, 16, 16, 16, 16, 16, 16, 16, 16
    NONE, NONE, NONE, DIGITS, LETTERS, NONE, LETTERS, NONE,
    NONE, NONE, NONE, NONE,   NONE,    NONE, NONE,    NONE};

#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Eight hex digits at once; false when one of the eight bytes is none. */
static bool read_eight(const char *at, uint64_t *value)
{
    uint64_t text = load(at);
    uint64_t ten_or_more = (text ^ EACH_BYTE(0x30)) + EACH_BYTE(0x76); /* upper bits: no digit */
    uint64_t letter = (text | EACH_BYTE(0x20)) ^ EACH_BYTE(0x60);      /* a is 1, f is 6 */
    uint64_t is_letter = ~(letter + EACH_BYTE(0x79)) & (letter + EACH_BYTE(0x7F));

    if ((text & EACH_BYTE(0x80)) != 0 || (ten_or_more & ~is_letter & EACH_BYTE(0x80)) != 0)
        return false;
    uint64_t halves = (text & EACH_BYTE(0x0F)) + 9 * (text >> 6 & EACH_BYTE(1));
    uint64_t bytes = (halves << 4 | halves >> 8) & 0x00FF00FF00FF00FF;
    uint64_t words = (bytes << 8 | bytes >> 16) & 0x0000FFFF0000FFFF;
    *value = (words << 16 | words >> 32) & 0xFFFFFFFF;
    return true;
}
#else
static bool read_eight(const char *at, uint64_t *value)
{
    (void)at;
    (void)value;
    return false;
}
#endif

/* One to eight hex digits. */
static bool read_hex(const char **at, uint64_t *value, uint8_t *digits)
{
    const char *p = *at;
    uint64_t sum = 0;
    unsigned digit;

    if (read_eight(p, value)) {
        p += POINTER_MAX;
    } else {
        for (; (digit = hex_values[(unsigned char)*p]) < 16 && p - *at < POINTER_MAX; p++)
            sum = sum << 4 | digit;
        *value = sum;
    }
    *digits = (uint8_t)(p - *at);
    *at = p;
    return *digits > 0 && hex_values[(unsigned char)*p] == 16;
}

static bool read_pointer(const char **at, struct fields *f, uint64_t *value, bool strict)
{
    bool prefixed = (*at)[0] == '0' && ((*at)[1] | 0x20) == 'x';

    *at += prefixed ? 2 : 0;
    if (!read_hex(at, value, &f->digits))
        return false;
    f->bare_zero = !prefixed && f->digits == 1 && *value == 0;
    if (*value != 0 && f->pointer_digits == 0)
        f->pointer_digits = f->digits;
    return !strict || prefixed || f->digits == POINTER_MAX || f->bare_zero;
}

static bool read_fiber(const char **at)
{
    uint64_t value;
    uint8_t digits;

    if ((*at)[0] != '0' || (*at)[1] != 'x')
        return false;
    *at += 2;
    return read_hex(at, &value, &digits);
}

static bool read_field(const char **at, enum field field, struct fields *f)
{
    switch (field) {
    case FIELD_SIZE:
    case FIELD_COUNT:
    case FIELD_INDEX:
    case FIELD_TIME:
        return read_decimal(at, &f->value[field], &f->digits);
    case FIELD_INT:
        return read_decimal(at, &f->value[FIELD_SIZE], &f->digits);
    case FIELD_ADDRESS:
    case FIELD_OLD:
    case FIELD_CALLER:
        return read_pointer(at, f, &f->value[field], false);
    case FIELD_POINTER:
        return read_pointer(at, f, &f->value[FIELD_ADDRESS], true);
    case FIELD_FIBER:
        return read_fiber(at);
    case FIELD_END:
        break;
    }
    return false;
}

enum match pattern_match_whole(const struct pattern *p, const char *at, struct fields *fields,
                               const char **end)
{
    const struct part *part = p->parts;

    if (!part->is_field && !begins_with(at, part))
        return MATCH_NO;
    *fields = (struct fields){0};
    for (; part < p->parts + p->count; part++)
        if (part->is_field) {
            if (!read_field(&at, part->field, fields))
                return MATCH_MORE;
        } else {
            if (!begins_with(at, part))
                return MATCH_MORE;
            at += part->literal.len;
        }
    *end = at;
    return *at == '\n' || *at == '\r' ? MATCH_YES : MATCH_MORE;
}
