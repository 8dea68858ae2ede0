#include "report/stamp.h"

#include "base/put.h"

enum { DAY = 24 * 3600 };

static const size_t widths[HPT_STAMPS_COUNT] = {
    [HPT_STAMPS_DELTA] = sizeof "[      0.000000]",
    [HPT_STAMPS_ELAPSED] = sizeof "[      0.000000]",
    [HPT_STAMPS_ISO] = sizeof "[2026-03-01T12:34:56.789+01:00]",
    [HPT_STAMPS_UNIX] = sizeof "[1772364896.789012]",
};

static char *put_seconds(char *at, uint64_t us, size_t width)
{
    at = put_decimal(at, us / 1000000, width, ' ');
    *at++ = '.';
    return put_decimal(at, us % 1000000, 6, '0');
}

/* The proleptic Gregorian date of a day counted from 1970. Years are taken to begin in March, so
 * that the leap day is the last of them; 146097 days make 400 years. */
static char *put_date(char *at, int64_t days)
{
    int64_t since = days + 719468; /* 0000-03-01 */
    int64_t era = (since >= 0 ? since : since - 146096) / 146097;
    int64_t of_era = since - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0: March */
    int64_t day = of_year - (153 * month + 2) / 5 + 1;

    year += era * 400 + (month >= 10);
    at = put_decimal(at, (uint64_t)year % 10000, 4, '0');
    *at++ = '-';
    at = put_decimal(at, (uint64_t)(month < 10 ? month + 3 : month - 9), 2, '0');
    *at++ = '-';
    return put_decimal(at, (uint64_t)day, 2, '0');
}

/* Hours and minutes, or minutes and seconds. */
static char *put_pair(char *at, uint64_t sixtieths)
{
    at = put_decimal(at, sixtieths / 60, 2, '0');
    *at++ = ':';
    return put_decimal(at, sixtieths % 60, 2, '0');
}

static char *put_iso(const struct stamp *s, char *at, uint64_t us)
{
    int64_t utc = (int64_t)(us / 1000000);
    int64_t zone = s->zone != NULL ? s->zone(s->self, utc) : 0;
    int64_t local = utc + zone;
    int64_t days = (local >= 0 ? local : local - DAY + 1) / DAY;
    uint64_t of_day = (uint64_t)(local - days * DAY);

    at = put_date(at, days);
    *at++ = 'T';
    at = put_pair(at, of_day / 60);
    *at++ = ':';
    at = put_decimal(at, of_day % 60, 2, '0');
    *at++ = '.';
    at = put_decimal(at, us / 1000 % 1000, 3, '0');
    *at++ = zone < 0 ? '-' : '+';
    return put_pair(at, (uint64_t)(zone < 0 ? -zone : zone) / 60);
}

char *stamp_write_blank(const struct stamp *s, char *at)
{
    return put_fill(at, ' ', widths[s->kind]);
}

char *stamp_write(struct stamp *s, uint64_t time_us, char *at)
{
    bool needs_wall = s->kind == HPT_STAMPS_ISO || s->kind == HPT_STAMPS_UNIX;

    if (s->kind == HPT_STAMPS_NONE)
        return at;
    if (time_us == 0 || (needs_wall && s->wall_us == 0))
        return stamp_write_blank(s, at);
    uint64_t before = s->last_us != 0 && s->last_us <= time_us ? s->last_us : time_us;
    s->last_us = time_us;
    *at++ = '[';
    if (s->kind == HPT_STAMPS_DELTA)
        at = put_seconds(at, time_us - before, 7);
    else if (s->kind == HPT_STAMPS_ELAPSED)
        at = put_seconds(at, time_us, 7);
    else if (s->kind == HPT_STAMPS_UNIX)
        at = put_seconds(at, s->wall_us + time_us, 10);
    else
        at = put_iso(s, at, s->wall_us + time_us);
    return PUT_TEXT(at, "] ");
}
