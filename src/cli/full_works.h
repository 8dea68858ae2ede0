/* Each thing that the full-screen view works out: whether it is due, who hears the walk, and what
 * becomes of it. */
#ifndef CLI_FULL_WORKS_H
#define CLI_FULL_WORKS_H

#include "cli/full_jobs.h"

struct work {
    /* Are the wishes for something that is not there yet? */
    bool (*is_due)(const struct jobs *j, const struct job_wishes *w);
    /* Who hears, from which event to which. False without memory. */
    bool (*begin)(struct jobs *j, const struct job_wishes *w, struct walk_client *client,
                  uint64_t *from, uint64_t *to);
    /* The walk is where it was to go. False without memory. */
    bool (*end)(struct jobs *j, const struct scene *scene);
    bool is_about_instant; /* is done anew when another instant is shown */
};

/* By enum job, in the order in which they are done; none for JOB_NONE. */
extern const struct work works[];

#endif
