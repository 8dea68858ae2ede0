/* What the full-screen view works out in the background, one thing at a time and in small steps, by
 * walking through what was heard: so each answer is that of the command of the same name. */
#ifndef CLI_FULL_JOBS_H
#define CLI_FULL_JOBS_H

#include "cli/full_find.h"
#include "cli/output.h"
#include "travel/travel.h"

enum job { JOB_NONE, JOB_SEARCH, JOB_EXPLAIN, JOB_BASE, JOB_DIFF, JOB_REPORT, JOB_EARLIER };

/* What would be good to have. */
struct job_wishes {
    uint64_t event; /* the instant that is shown */
    uint64_t run;
    bool is_moving; /* it is the newest one, and they follow each other */
    bool explanation, difference, report;
    uint64_t base;    /* with `difference`: the event of the base */
    uint64_t address; /* of the selected block; 0: none */
    uint64_t birth;   /* the event that made it */
    unsigned columns; /* of a sheet */
};

/* A text that was worked out. */
struct job_text {
    struct output text; /* kept in memory */
    uint64_t event;     /* the instant that it is about */
    unsigned columns;   /* that it was written for */
    bool is_there;
};

struct jobs {
    struct travel *travel;
    const struct hpt_namer *namer;
    enum job now;
    struct job_wishes for_these; /* the wishes that `now` was begun for */
    struct travel_walk *walk;
    uint64_t begun_us,
        rest_until_us; /* what follows the newest instant takes a twentieth of the time */
    struct finder finder;
    struct hpt_explainer *explainer;
    struct hpt_census *census;
    struct hpt_reporter *reporting; /* being made */
    struct job_text explanation, difference;
    uint64_t difference_base;
    struct hpt_inventory base;
    uint64_t base_event;
    bool has_base;
    struct hpt_reporter *reporter; /* done; NULL: none */
    uint64_t reported, reported_run;
    struct hpt_event earlier; /* what had the address of the block that event `earlier_of` made */
    struct hpt_event found_earlier;
    uint64_t earlier_of;
    bool has_searched; /* a search was asked for, and nobody has heard how it ended */
    bool has_failed;   /* no memory, or the history cannot be read */
};

void jobs_init(struct jobs *j, struct travel *travel, const struct hpt_namer *namer);
void jobs_release(struct jobs *j);

/* Looks for a pattern from a byte on. False: it is none. */
bool jobs_search(struct jobs *j, const char *pattern, uint64_t from, bool backward);

/* Works for a few milliseconds. True when something has come that is worth a look. */
bool jobs_step(struct jobs *j, const struct job_wishes *wishes);
/* Is there something to do for these wishes? */
bool jobs_are_pending(const struct jobs *j, const struct job_wishes *wishes);
/* How far `job` has come, in thousandths; 0 if it is not being done. */
unsigned jobs_progress(const struct jobs *j, enum job job);
/* The search that was asked for is over; *found is false if nothing matched. True once. */
bool jobs_searched(struct jobs *j, bool *found, uint64_t *byte);
bool jobs_are_searching(const struct jobs *j);
/* Looks no further, and nobody hears of it. */
void jobs_stop_search(struct jobs *j);
/* What failed is tried again. */
static inline void jobs_forget_failure(struct jobs *j)
{
    j->has_failed = false;
}
/* The report, or NULL. */
const struct hpt_report *jobs_report(const struct jobs *j);

#endif
