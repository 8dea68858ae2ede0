/* The course of a run so far, in a bounded number of parts of equal length: of each the worst that
 * was, since that is when an allocation fails. When all parts are full, neighbours become one. */
#ifndef ANALYSIS_OUTLOOK_H
#define ANALYSIS_OUTLOOK_H

#include "analysis/trend.h"
#include "heapterm.h"

enum {
    OUTLOOK_PARTS = TREND_POINTS_MAX,
    OUTLOOK_PARTS_MIN = 16 /* in the later half: fewer say nothing */
};

struct outlook_part {
    uint64_t first_event;
    uint64_t last_event;
    uint64_t time_us; /* of the last event */
    uint64_t free;    /* the least that was free, bytes */
    uint64_t largest; /* the least that was allocatable, bytes */
    uint64_t live;    /* the most that was requested and live, bytes */
    uint64_t asked;   /* the largest request that was served, bytes */
    bool is_open;     /* what was free was not known throughout */
};

struct outlook {
    struct outlook_part parts[OUTLOOK_PARTS];
    size_t count;
    uint64_t length; /* events in a part that is full; 0 is 1 */
    uint64_t taken;  /* events in the last part */
};

/* All zero is a run that has not begun. */
void outlook_event(struct outlook *c, const struct hpt_event *event, const struct hpt_state *state);

/* The later half of the parts, where a run has left its beginning behind: fills what an explanation
 * says of it. */
enum hpt_status outlook_tell(const struct outlook *c, const struct hpt_state *state,
                             struct hpt_outlook *outlook) HPT_MUST_CHECK;

#endif
