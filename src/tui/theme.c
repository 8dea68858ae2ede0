#include "tui/theme.h"

#include <stdlib.h>
#include <string.h>

enum { OWN = -1 };

/* The hues are those that all kinds of colour vision tell apart (Okabe and Ito): blue, orange,
 * bluish green, yellow, vermilion, mauve; and none stands for something by its hue alone. Text has
 * a contrast of 4.5 : 1 on the ground, the bars and what is selected; tests/unit/test_theme.c
 * counts. */

static const short dark256[INK_COUNT] = {
    [INK_PLAIN] = OWN,
    [INK_DIM] = 248,
    [INK_TITLE] = 153,
    [INK_BAR] = 235,
    [INK_SELECT] = 17,
    [INK_GOOD] = 115,
    [INK_TIGHT] = 221,
    [INK_BAD] = 209,
    [INK_FREE] = 238,
    [INK_DATA] = 117,
    [INK_HEADER] = 222,
    [INK_ROUNDING] = 173,
    [INK_UNKNOWN] = 141,
    [INK_MIXED] = 67,
    [INK_FLASH] = 231,
    [INK_CURSOR] = 213,
    [INK_OUT] = 24,
    [INK_CURVE_USED] = 75,
    [INK_CURVE_LARGEST] = 86,
    [INK_CURVE_SCATTERED] = 208,
    [INK_NOW] = 227,
    [INK_AGE] = 230,
    222,
    215,
    209,
    168,
    133,
    97,
    61,
    [INK_SERIES_FIRST] = 105,
    186,
    115,
    218,
    107,
    140,
    185,
    219,
    139,
    138,
};

static const short light256[INK_COUNT] = {
    [INK_PLAIN] = OWN,
    [INK_DIM] = 240,
    [INK_TITLE] = 18,
    [INK_BAR] = 254,
    [INK_SELECT] = 189,
    [INK_GOOD] = 25,
    [INK_TIGHT] = 58,
    [INK_BAD] = 125,
    [INK_FREE] = 254,
    [INK_DATA] = 25,
    [INK_HEADER] = 94,
    [INK_ROUNDING] = 172,
    [INK_UNKNOWN] = 135,
    [INK_MIXED] = 67,
    [INK_FLASH] = 16,
    [INK_CURSOR] = 197,
    [INK_OUT] = 146,
    [INK_CURVE_USED] = 25,
    [INK_CURVE_LARGEST] = 29,
    [INK_CURVE_SCATTERED] = 130,
    [INK_NOW] = 125,
    [INK_AGE] = 53,
    90,
    126,
    162,
    168,
    174,
    180,
    217,
    [INK_SERIES_FIRST] = 25,
    58,
    125,
    23,
    90,
    19,
    52,
    57,
    16,
    236,
};

/* What sixteen colours look like is the user's choice: the ground of bars and of what is selected
 * is text turned round, which can always be read. */
static const short dark16[INK_COUNT] = {
    [INK_PLAIN] = OWN,
    [INK_DIM] = OWN,
    [INK_TITLE] = 14,
    [INK_BAR] = OWN,
    [INK_SELECT] = OWN,
    [INK_GOOD] = 14,
    [INK_TIGHT] = 11,
    [INK_BAD] = 9,
    [INK_FREE] = 8,
    [INK_DATA] = 14,
    [INK_HEADER] = 11,
    [INK_ROUNDING] = 3,
    [INK_UNKNOWN] = 5,
    [INK_MIXED] = 6,
    [INK_FLASH] = 15,
    [INK_CURSOR] = 13,
    [INK_OUT] = 4,
    [INK_CURVE_USED] = 12,
    [INK_CURVE_LARGEST] = 14,
    [INK_CURVE_SCATTERED] = 11,
    [INK_NOW] = 15,
    [INK_AGE] = 15,
    14,
    14,
    6,
    6,
    12,
    12,
    4,
    [INK_SERIES_FIRST] = 14,
    11,
    12,
    13,
    10,
    9,
    6,
    3,
    5,
    7,
};

static const short light16[INK_COUNT] = {
    [INK_PLAIN] = OWN,
    [INK_DIM] = OWN,
    [INK_TITLE] = 4,
    [INK_BAR] = OWN,
    [INK_SELECT] = OWN,
    [INK_GOOD] = 4,
    [INK_TIGHT] = 5,
    [INK_BAD] = 1,
    [INK_FREE] = 7,
    [INK_DATA] = 4,
    [INK_HEADER] = 0,
    [INK_ROUNDING] = 3,
    [INK_UNKNOWN] = 5,
    [INK_MIXED] = 12,
    [INK_FLASH] = 0,
    [INK_CURSOR] = 13,
    [INK_OUT] = 6,
    [INK_CURVE_USED] = 4,
    [INK_CURVE_LARGEST] = 6,
    [INK_CURVE_SCATTERED] = 1,
    [INK_NOW] = 5,
    [INK_AGE] = 0,
    4,
    4,
    12,
    12,
    6,
    6,
    14,
    [INK_SERIES_FIRST] = 4,
    1,
    6,
    5,
    2,
    0,
    12,
    3,
    13,
    8,
};

/* Eight: the bright ones of the sixteen are their dark sisters, in bold where it is text. What is
 * free has the ground's colour, as nothing is between it and the blocks. */
static int of_eight(const struct look *look, enum ink ink)
{
    int color = (look->is_light ? light16 : dark16)[ink];

    if (ink == INK_FREE || ink == INK_FLASH || ink == INK_NOW || ink == INK_AGE)
        return ink == INK_FREE ? (look->is_light ? 7 : 4) : look->is_light ? 0 : 7;
    if (ink == INK_OUT)
        return OWN;
    return color == OWN ? OWN : color % 8;
}

int theme_color(const struct look *look, enum ink ink)
{
    if (ink >= INK_COUNT || look->colors == 0)
        return OWN;
    if (look->colors >= 256)
        return (look->is_light ? light256 : dark256)[ink];
    if (look->colors >= 16)
        return (look->is_light ? light16 : dark16)[ink];
    return of_eight(look, ink);
}

/* Without colours a heading and a fault are bold, as paper has it. */
static unsigned flags_of_fore(unsigned ink)
{
    switch (ink) {
    case INK_TITLE:
    case INK_BAD:
    case INK_TIGHT:
    case INK_FLASH:
    case INK_NOW:
        return PEN_BOLD;
    case INK_OUT:
        return PEN_DIM;
    default:
        return 0;
    }
}

unsigned theme_flags(const struct look *look, struct pen pen)
{
    unsigned flags = 0;

    if (look->colors >= 256)
        return 0;
    if (pen.back == INK_BAR || pen.back == INK_SELECT)
        flags |= PEN_REVERSE;
    if (pen.fore == INK_DIM)
        flags |= PEN_DIM;
    if (look->colors > 0)
        return flags;
    if (pen.back == INK_CURSOR || pen.back == INK_FLASH || pen.fore == INK_CURSOR)
        flags |= PEN_REVERSE;
    return flags | flags_of_fore(pen.fore);
}

uint32_t theme_rgb(bool is_light, enum ink ink, uint32_t plain)
{
    static const uint8_t steps[] = {0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF};
    enum { CUBE = 16, GREYS = 232, RED = 36, GREEN = 6 };
    int color = theme_color(&(struct look){.colors = 256, .is_light = is_light}, ink);

    if (color < CUBE)
        return plain;
    if (color >= GREYS)
        return (uint32_t)(8 + 10 * (color - GREYS)) * 0x010101u;
    color -= CUBE;
    return (uint32_t)steps[color / RED] << 16 | (uint32_t)steps[color / GREEN % 6] << 8 |
           steps[color % 6];
}

/* Foreground and background, as numbers of the sixteen colours, at times with a word between. */
bool theme_is_light(const char *colorfgbg)
{
    const char *last = colorfgbg == NULL ? NULL : strrchr(colorfgbg, ';');
    char *end;

    if (last == NULL)
        return false;
    long number = strtol(last + 1, &end, 10);
    return end != last + 1 && *end == '\0' && (number == 7 || (number >= 9 && number <= 15));
}
