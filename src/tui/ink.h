/* What colours mean; the theme (theme.c) says how each is shown on the terminal at hand. */
#ifndef TUI_INK_H
#define TUI_INK_H

enum { INK_AGES = 8, INK_SERIES = 10 };

enum ink {
    INK_PLAIN, /* the terminal's own */
    INK_DIM,
    INK_TITLE,  /* headings */
    INK_BAR,    /* the title line's and hint line's background */
    INK_SELECT, /* background of what is selected */
    INK_GOOD,
    INK_TIGHT,
    INK_BAD,
    INK_FREE, /* of the map */
    INK_DATA,
    INK_HEADER,
    INK_ROUNDING,
    INK_UNKNOWN,
    INK_MIXED,
    INK_FLASH,  /* what changed last */
    INK_CURSOR, /* the block under the cursor */
    INK_OUT,    /* what a filter leaves out */
    INK_CURVE_USED,
    INK_CURVE_LARGEST,
    INK_CURVE_SCATTERED,
    INK_NOW,                               /* the instant on the time axis */
    INK_AGE,                               /* INK_AGES of them, the newest first */
    INK_SERIES_FIRST = INK_AGE + INK_AGES, /* INK_SERIES of them: sites, size classes */
    INK_COUNT = INK_SERIES_FIRST + INK_SERIES
};

#endif
