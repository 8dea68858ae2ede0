/* Inside the log view: log_view.c takes what the device says, log_lines.c writes our own lines,
 * log_places.c those below a fault dump or a backtrace. */
#ifndef REPORT_LOG_VIEW_H
#define REPORT_LOG_VIEW_H

#include "report/choice.h"
#include "report/hex_view.h"
#include "report/places.h"
#include "report/text_safe.h"

struct hpt_log_view {
    struct hpt_out *out;
    struct hpt_log_options options;
    struct screen screen;
    struct text_safe safe;
    struct text_safe typed; /* the beginning of a character that is typed, for echo */
    struct hex_view hex;
    struct choice choice;
    struct places places; /* with a namer */
    bool chooses;         /* there are patterns */
    bool echoes; /* what was typed stands on this row, in a view that has rows of its own */
    bool titled; /* the columns' names were written in this run */
};

/* With a namer: a piece of the device's line, which may end it; and its end without one. What the
 * line says of places in the program, if anything, is written in words. */
void log_take_places(struct hpt_log_view *v, struct hpt_str piece, uint64_t time_us);
void log_write_places(struct hpt_log_view *v, uint64_t time_us);

enum { SITE_SHOWN = 512 };
/* With a namer: who asked, if that is known, in less than SITE_SHOWN bytes. The end. */
char *log_put_site(const struct hpt_log_view *v, uint64_t caller, char *at);

/* Each begins on a fresh row and ends with one. */
void log_write_event(struct hpt_log_view *v, const struct hpt_event *e, const struct hpt_state *s);
void log_write_notice(struct hpt_log_view *v, const struct hpt_notice *n, uint64_t time_us);
void log_write_summary(struct hpt_log_view *v, const struct hpt_state *s);

#endif
