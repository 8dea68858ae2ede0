/* Everything that a view may look at. */
#ifndef TUI_SHOW_H
#define TUI_SHOW_H

#include "tui/gather.h"
#include "tui/grid.h"

/* What the terminal can show. */
struct look {
    bool is_ascii; /* else UTF-8 */
    int colors;    /* 0, 8, 16 or 256 */
    bool is_light; /* dark text on a light ground */
};

/* A text that is worked out in the background. */
struct worked {
    struct hpt_str text; /* lines with \n between; empty: not there yet */
    unsigned progress;   /* thousandths */
};

struct show {
    const struct app *app;
    const struct scene *scene; /* the instant */
    const struct hpt_state *state;
    const struct course *course; /* of all that was heard */
    const struct gather *gather;
    const struct hpt_namer *namer; /* NULL: none */
    struct look look;
    const char *input;                /* its name */
    uint64_t first_event, last_event; /* the instants there are */
    bool is_recording;                /* to a file, beside */
    bool is_away;                     /* the board is not there */
    bool is_flashing;                 /* the last change was just now */
    double rate;                      /* events a second, of late; 0: not live */
    const char *trouble;       /* what lasts and should be known, such as a full disk; NULL: none */
    struct worked explanation; /* of this instant */
    struct worked difference;  /* to the base */
    uint64_t base_event;       /* with has_base */
    bool has_base;
    const struct hpt_report *report; /* up to report_event; NULL: not there yet */
    uint64_t report_event;
    unsigned report_progress; /* thousandths; 1000 without a report: there is nothing in it */
    bool is_searching;
    unsigned search_progress; /* thousandths */
    /* Of the selected block, where it is known by now: */
    bool has_birth;
    struct hpt_event birth; /* the allocation that made it */
    bool has_earlier;
    struct hpt_event earlier; /* the one before it at that address; number 0: none */
};

#endif
