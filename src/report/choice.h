/* Which of the device's lines are shown, and what in them stands out: hpt_log_options.filter,
 * exclude and highlight. A line is judged when it is whole, or when its first CHOICE_HELD bytes are
 * there; until then it is held. After a pause its beginning is shown, if it may be judged by that
 * alone. Patterns see the text without escape sequences, control characters and line end. A line
 * whose judgement is too much work is shown. */
#ifndef REPORT_CHOICE_H
#define REPORT_CHOICE_H

#include "heapterm.h"

enum { CHOICE_HELD = 8192 };

/* Where lines go that are shown, in pieces. */
struct choice_sink {
    void *self;
    void (*text)(void *self, struct hpt_str bytes, uint64_t time_us);
    void (*mark)(void *self, bool on); /* what comes between stands out */
};

enum verdict { VERDICT_OPEN, VERDICT_SHOW, VERDICT_HIDE };

struct choice {
    struct choice_sink sink;
    struct hpt_pattern filter, exclude, highlight;
    enum verdict verdict; /* on the line that is being read */
    bool after_cr;        /* it has ended with CR; a line feed now is its as well */
    uint64_t begun_us;
    size_t len;
    char line[CHOICE_HELD];
    char plain[CHOICE_HELD];      /* the line without escape sequences */
    uint16_t origin[CHOICE_HELD]; /* where each byte of it stands in the line */
};

/* True if the options choose at all; else there is no need for a struct choice. */
bool choice_is_wanted(const struct hpt_log_options *options);
void choice_init(struct choice *c, const struct choice_sink *sink,
                 const struct hpt_log_options *options);

void choice_feed(struct choice *c, struct hpt_str bytes, uint64_t time_us);
bool choice_holds(const struct choice *c);
void choice_pause(struct choice *c);
/* The line is over without a line end: a line of ours has taken it. */
void choice_end_line(struct choice *c);

/* Whether a line that is not fed, because it is shown in another form, is to be shown. */
bool choice_allows(struct choice *c, struct hpt_str line);

#endif
