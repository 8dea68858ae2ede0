/* What stands on the screen's last row: the device's line or a fresh row, in which colour, behind
 * which time stamp. The device's text and our own lines both go through here, so that neither
 * lands inside the other and no colour bleeds. Used for pipes as well, where the device's bytes go
 * through unchanged. */
#ifndef REPORT_SCREEN_H
#define REPORT_SCREEN_H

#include "report/sgr.h"
#include "report/stamp.h"

enum { SCREEN_BUFFER = 4096 };

/* A row that was left with the device's line on it, and that somebody can bring the cursor back to.
 */
struct screen_left {
    void (*go_back)(void *self, unsigned column); /* NULL: there is none */
    void *self;
    size_t column, extent, stamp_len;
};

struct screen {
    struct hpt_out *out;
    bool color;
    bool line_open;    /* the device's line has begun */
    bool row_used;     /* something stands on this row */
    bool has_lf;       /* the device has sent a line feed: CR alone is no line end */
    bool after_cr;     /* screen_pass: the byte before was CR */
    bool is_behind;    /* `given` is not yet `wanted` */
    size_t column;     /* where the device's line is being written, on this row */
    size_t extent;     /* how far it reaches on this row */
    struct sgr wanted; /* by the device */
    struct sgr given;  /* to the terminal */
    struct stamp stamp;
    uint64_t now_us; /* arrival of what is being written */
    unsigned (*columns)(void *self);
    void *self;
    size_t stamp_len; /* of this row's stamp, as written */
    char stamp_text[STAMP_TEXT + 8];
    struct screen_left left;
    size_t used;
    char buffer[SCREEN_BUFFER];
};

void screen_init(struct screen *s, struct hpt_out *out);
/* Colours, stamps and width from the options; what stands on the screen stays. */
void screen_set(struct screen *s, const struct hpt_log_options *options);

/* The device's text: printable, `columns` wide. */
void screen_text(struct screen *s, struct hpt_str text, size_t columns);
void screen_tab(struct screen *s);
/* The end of the device's line. One that was broken by lines of ours and did not go on since has
 * its end already. */
void screen_newline(struct screen *s);
/* Back to the beginning of the device's line on this row, behind the stamp. */
void screen_return(struct screen *s);
/* Back by `count` columns, at most to the beginning of the device's line on this row. */
void screen_back(struct screen *s, size_t count);
/* Clears the device's line from here to its end. */
void screen_erase(struct screen *s);
/* What was written on this row is erased, and it was all of the row, or even of the line. A row
 * with a stamp stays as it is. */
void screen_unuse(struct screen *s, bool line_too);
/* A sequence CSI `parameters` m. */
void screen_sgr(struct screen *s, struct hpt_str parameters);
/* What is written between on and off stands out. */
void screen_mark(struct screen *s, bool on);

/* The device's bytes as they are, with a stamp in front of each line. */
void screen_pass(struct screen *s, struct hpt_str bytes);

/* A fresh row in plain colours, for lines of ours; the device's line goes on behind them. What is
 * written to `out` must end its last row itself. */
void screen_fresh_row(struct screen *s);
/* The same, where the row is one that can be left and gone back to: shorter than the screen is
 * wide. Whatever of the device's line comes next calls `go_back` with the column to go to, counted
 * from 0. False: nothing but a fresh row. */
bool screen_step_aside(struct screen *s, void (*go_back)(void *self, unsigned column), void *self);
/* The stamp of such a line, or blanks as wide. */
void screen_stamp_own(struct screen *s, uint64_t time_us);
void screen_blank_stamp(struct screen *s);
/* A line of ours was the end of the device's line. */
void screen_end_line(struct screen *s);
/* Plain colours from here on; the row stays as it is. */
void screen_plain(struct screen *s);

void screen_write_out(struct screen *s);
/* What was written goes to `out`. Before anybody else writes there. */
static inline void screen_flush(struct screen *s)
{
    if (s->used > 0)
        screen_write_out(s);
}

#endif
