#include "cli/numbers.h"

#include "heapterm.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* Takes digits from the front of *text. */
static bool take_number(const char **text, uint64_t *value)
{
    const char *at = *text;
    uint64_t base = 10, sum = 0;

    if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
        base = 16;
        at += 2;
    }
    const char *first = at;
    for (; isxdigit((unsigned char)*at); at++) {
        uint64_t digit = isdigit((unsigned char)*at)
                             ? (uint64_t)(*at - '0')
                             : (uint64_t)(tolower((unsigned char)*at) - 'a' + 10);
        if (digit >= base)
            return false;
        if (sum > (UINT64_MAX - digit) / base)
            return false;
        sum = sum * base + digit;
    }
    if (at == first)
        return false;
    *text = at;
    *value = sum;
    return true;
}

bool number_parse(const char *text, uint64_t *value)
{
    uint64_t number;

    if (!take_number(&text, &number) || *text != '\0')
        return false;
    *value = number;
    return true;
}

bool percent_parse(const char *text, uint64_t *percent)
{
    uint64_t number;

    if (!take_number(&text, &number) || number > 1000)
        return false;
    if (*text == '%')
        text++;
    *percent = number;
    return *text == '\0';
}

static bool take_size(const char **text, uint64_t *size)
{
    unsigned shift = 0;

    if (!take_number(text, size))
        return false;
    if (**text == 'k' || **text == 'K')
        shift = 10;
    else if (**text == 'm' || **text == 'M')
        shift = 20;
    else
        return true;
    (*text)++;
    if (*size > UINT64_MAX >> shift)
        return false;
    *size <<= shift;
    return true;
}

bool size_parse(const char *text, uint64_t *size)
{
    uint64_t value;

    if (!take_size(&text, &value) || *text != '\0')
        return false;
    *size = value;
    return true;
}

bool heap_parse(const char *text, uint64_t *start, uint64_t *size)
{
    uint64_t first, second;

    if (!take_number(&text, &first))
        return false;
    if (strncmp(text, "..", 2) == 0) {
        text += 2;
        if (!take_number(&text, &second) || second <= first)
            return false;
        second -= first;
    } else if (*text == ':') {
        text++;
        if (!take_size(&text, &second) || second == 0 || second > UINT64_MAX - first)
            return false;
    } else {
        return false;
    }
    if (*text != '\0' || second >= HPT_HEAP_SIZE_LIMIT)
        return false;
    *start = first;
    *size = second;
    return true;
}

/* Digits, and up to six more behind a point that count in millionths; `most` of the whole. */
static bool take_millionths(const char **text, uint64_t most, uint64_t *millionths)
{
    uint64_t sum = 0, scale = 1000000;

    if (!isdigit((unsigned char)**text))
        return false;
    for (; isdigit((unsigned char)**text); (*text)++) {
        sum = sum * 10 + (uint64_t)(**text - '0');
        if (sum > most)
            return false;
    }
    sum *= 1000000;
    if (**text == '.')
        for ((*text)++; isdigit((unsigned char)**text); (*text)++) {
            scale /= 10;
            sum += scale * (uint64_t)(**text - '0');
        }
    *millionths = sum;
    return true;
}

bool time_parse(const char *text, uint64_t *us)
{
    const uint64_t most = 366ull * 24 * 3600 * 100;
    uint64_t sum;

    if (!take_millionths(&text, most, &sum))
        return false;
    if (*text == 's')
        text++;
    if (*text != '\0')
        return false;
    *us = sum;
    return true;
}

bool seconds_parse(const char *text, uint64_t *ms)
{
    const uint64_t most = 366ull * 24 * 3600;
    uint64_t us;

    if (!time_parse(text, &us) || us < 1000 || us / 1000000 > most)
        return false;
    *ms = us / 1000;
    return true;
}

bool speed_parse(const char *text, double *speed)
{
    uint64_t millionths;

    if (strcmp(text, "max") == 0) {
        *speed = HUGE_VAL;
        return true;
    }
    if (!take_millionths(&text, 1000000, &millionths) || *text != '\0' || millionths == 0)
        return false;
    *speed = (double)millionths / 1e6;
    return true;
}

bool span_parse(const char *text, uint64_t *ms)
{
    static const struct {
        const char *name;
        uint64_t ms;
    } units[] = {{"s", 1000}, {"min", 60000}, {"h", 3600000}, {"d", 86400000}};
    const uint64_t most = 366ull * 86400000;
    uint64_t number;

    if (!isdigit((unsigned char)*text) || !take_number(&text, &number))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text, units[i].name) == 0 && number > 0 && number <= most / units[i].ms) {
            *ms = number * units[i].ms;
            return true;
        }
    return false;
}

bool key_parse(const char *text, char *key)
{
    size_t length = strlen(text);

    if (length == 1) {
        *key = *text;
        return true;
    }
    if (text[0] == '^' && length == 2)
        text += 1;
    else if (strncasecmp(text, "ctrl-", 5) == 0 && length == 6)
        text += 5;
    else
        return false;
    char letter = (char)toupper((unsigned char)*text);
    if (letter < '@' || letter > '_')
        return false;
    *key = (char)(letter - '@');
    return true;
}
