#include "report/places.h"

#include "base/plain.h"
#include "base/str.h"

/* A register, or words, in front of an address; letters of either case. */
static const struct key {
    const char *name;
    bool is_caller;
} keys[] = {
    {"pc", false},   {"mepc", false}, {"sepc", false},
    {"epc1", false}, {"epc", false},  {"instruction address", false},
    {"lr", true},    {"ra", true},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_';
}

static bool take_byte(struct hpt_str *s, char c)
{
    if (s->len == 0 || *s->at != c)
        return false;
    str_skip(s, 1);
    return true;
}

static size_t take_blanks(struct hpt_str *s)
{
    size_t count = 0;

    while (s->len > count && (s->at[count] == ' ' || s->at[count] == '\t'))
        count++;
    str_skip(s, count);
    return count;
}

/* A word at the front, in letters of either case. */
static bool take_name(struct hpt_str *s, const char *name)
{
    size_t length = strlen(name);

    if (s->len < length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (lower(s->at[i]) != name[i])
            return false;
    if (s->len > length && is_word(s->at[length]))
        return false;
    str_skip(s, length);
    return true;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hexadecimal digits that are a word; how many, 0 if they are none. At most 16. */
static size_t take_digits(struct hpt_str *s, uint64_t *value)
{
    size_t count = 0;

    *value = 0;
    while (count < s->len && count < 17 && digit_of(s->at[count]) >= 0)
        *value = *value << 4 | (uint64_t)digit_of(s->at[count++]);
    if (count == 0 || count > 16 || (count < s->len && is_word(s->at[count])))
        return 0;
    str_skip(s, count);
    return count;
}

static bool take_prefix(struct hpt_str *s)
{
    if (s->len < 2 || s->at[0] != '0' || lower(s->at[1]) != 'x')
        return false;
    str_skip(s, 2);
    return true;
}

static bool take_address(struct hpt_str *s, uint64_t *address)
{
    struct hpt_str rest = *s;

    if (!take_prefix(&rest) || take_digits(&rest, address) == 0)
        return false;
    *s = rest;
    return true;
}

/* What stands behind a register: a colon or =, and a number that is written with 0x or as wide as a
 * register; or a blank and 0x. */
static bool take_value(struct hpt_str *s, uint64_t *address)
{
    struct hpt_str rest = *s;

    (void)take_byte(&rest, ')');
    size_t blanks = take_blanks(&rest);
    bool has_sign = take_byte(&rest, ':') || take_byte(&rest, '=');
    (void)take_blanks(&rest);
    bool has_prefix = take_prefix(&rest);
    if (!has_sign && (blanks == 0 || !has_prefix))
        return false;
    size_t digits = take_digits(&rest, address);
    if (digits == 0 || (!has_prefix && digits != 8 && digits != 16))
        return false;
    *s = rest;
    return true;
}

static bool take_register(struct hpt_str *s, struct place *place)
{
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct hpt_str rest = *s;
        struct place found = {.is_caller = keys[i].is_caller};
        if (!take_name(&rest, keys[i].name))
            continue;
        found.label = (struct hpt_str){s->at, s->len - rest.len};
        if (!take_value(&rest, &found.address))
            continue;
        *place = found;
        *s = rest;
        return true;
    }
    return false;
}

/* PC:SP pairs, or PC alone, with blanks between. ESP-IDF has taken the length of a call off what is
 * a return address already (esp_cpu_process_stack_pc). */
static size_t take_backtrace(struct hpt_str *s, struct place *places, size_t room)
{
    size_t count = 0;
    uint64_t address, stack;

    if (!take_name(s, "backtrace") || !take_byte(s, ':'))
        return 0;
    for (; count < room; count++) {
        (void)take_blanks(s);
        if (!take_address(s, &address))
            break;
        if (take_byte(s, ':'))
            (void)take_address(s, &stack);
        places[count] = (struct place){.address = address};
    }
    return count;
}

size_t places_find(struct hpt_str line, struct place places[PLACES_MAX])
{
    size_t count = 0;
    char before = ' ';

    while (line.len > 0 && count < PLACES_MAX) {
        struct hpt_str rest = line;
        size_t found = 0;
        if (!is_word(before) && is_word(*line.at))
            found = take_register(&rest, &places[count])
                        ? 1
                        : take_backtrace(&rest, places + count, PLACES_MAX - count);
        count += found;
        if (found == 0) {
            rest = line;
            str_skip(&rest, 1);
        }
        before = rest.at[-1];
        line = rest;
    }
    return count;
}

void places_add(struct places *p, struct hpt_str bytes)
{
    size_t room = sizeof p->line - p->len;
    size_t length = bytes.len < room ? bytes.len : room;

    memcpy(p->line + p->len, bytes.at, length);
    p->len += length;
}

size_t places_end(struct places *p, char text[PLACES_LINE], struct place places[PLACES_MAX])
{
    size_t length = plain_text((struct hpt_str){p->line, p->len}, text, NULL);

    p->len = 0;
    return places_find((struct hpt_str){text, length}, places);
}
