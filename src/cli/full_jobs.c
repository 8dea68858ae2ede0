#include "cli/full_jobs.h"

#include "cli/full_works.h"
#include "cli/patterns.h"

enum {
    STEP_US = 4000,
    MOVING_SHARE = 20 /* what follows the newest instant may take one part in so many of the time */
};

static uint64_t now_us(void)
{
    return uv_hrtime() / 1000;
}

static enum job next_job(const struct jobs *j, const struct job_wishes *w)
{
    for (enum job job = JOB_SEARCH; job <= JOB_EARLIER; job++) {
        bool rests = works[job].is_about_instant && w->is_moving && now_us() < j->rest_until_us;
        if (!rests && works[job].is_due(j, w))
            return job;
    }
    return JOB_NONE;
}

static bool same_birth(const struct job_wishes *a, const struct job_wishes *b)
{
    return a->birth == b->birth && a->address == b->address;
}

/* Nobody waits for it any more, or for another one. */
static bool is_outdated(const struct jobs *j, const struct job_wishes *w)
{
    const struct work *work = &works[j->now];

    if (j->now == JOB_SEARCH)
        return !j->finder.is_wanted;
    if (j->now == JOB_EARLIER)
        return !same_birth(&j->for_these, w) || j->finder.is_wanted;
    if (j->finder.is_wanted)
        return true;
    if (work->is_about_instant && w->event != j->for_these.event && !w->is_moving)
        return true;
    return !work->is_due(j, w);
}

static void drop(struct jobs *j)
{
    travel_walk_free(j->walk);
    j->walk = NULL;
    j->now = JOB_NONE;
}

static void begin(struct jobs *j, enum job job, const struct job_wishes *w)
{
    struct walk_client client = {0};
    uint64_t from = 0, to = 0;

    j->for_these = *w;
    j->begun_us = now_us();
    if (!works[job].begin(j, w, &client, &from, &to))
        return;
    j->walk = travel_walk_new(j->travel, &client, from, to);
    if (j->walk == NULL)
        return;
    j->now = job;
    if (job == JOB_SEARCH)
        finder_begin(&j->finder, hpt_state(travel_walk_scene(j->walk)->tracker)->byte);
}

/* The walk is over. What cannot be done is not tried again, lest it never ends. */
static bool finish(struct jobs *j, const struct scene *scene)
{
    uint64_t took_us = now_us() - j->begun_us;
    bool done = scene != NULL && works[j->now].end(j, scene);

    j->has_failed = !done;
    j->finder.is_wanted = j->finder.is_wanted && j->now != JOB_SEARCH;
    j->rest_until_us = now_us() + took_us * MOVING_SHARE;
    drop(j);
    return true;
}

bool jobs_step(struct jobs *j, const struct job_wishes *wishes)
{
    const struct scene *scene = NULL;
    enum hpt_status status = HPT_OK;

    if (j->walk != NULL && is_outdated(j, wishes))
        drop(j);
    if (j->walk == NULL) {
        enum job job = next_job(j, wishes);
        if (job == JOB_NONE)
            return false;
        begin(j, job, wishes);
        j->has_failed = j->walk == NULL;
        return j->has_failed;
    }
    if (!travel_walk_step(j->walk, STEP_US, &scene, &status))
        return false;
    return finish(j, status == HPT_OK ? scene : NULL);
}

bool jobs_are_pending(const struct jobs *j, const struct job_wishes *wishes)
{
    return !j->has_failed && (j->walk != NULL || next_job(j, wishes) != JOB_NONE);
}

unsigned jobs_progress(const struct jobs *j, enum job job)
{
    bool is_being_done =
        j->walk != NULL && (j->now == job || (job == JOB_DIFF && j->now == JOB_BASE));

    return is_being_done ? travel_walk_progress(j->walk) : 0;
}

bool jobs_search(struct jobs *j, const char *pattern, uint64_t from, bool backward)
{
    pattern_close(&j->finder.pattern);
    j->finder = (struct finder){.is_wanted = true, .is_backward = backward, .from = from};
    j->has_failed = false;
    if (j->now == JOB_SEARCH)
        drop(j);
    j->has_searched =
        pattern_is_good(pattern) && pattern_open(&j->finder.pattern, pattern) == HPT_OK;
    j->finder.is_wanted = j->has_searched;
    return j->has_searched;
}

bool jobs_searched(struct jobs *j, bool *found, uint64_t *byte)
{
    if (!j->has_searched || j->finder.is_wanted)
        return false;
    j->has_searched = false;
    *found = j->finder.has_found;
    *byte = j->finder.at;
    return true;
}

bool jobs_are_searching(const struct jobs *j)
{
    return j->finder.is_wanted;
}

void jobs_stop_search(struct jobs *j)
{
    j->finder.is_wanted = j->has_searched = false;
}

const struct hpt_report *jobs_report(const struct jobs *j)
{
    return j->reporter != NULL ? hpt_reporter_report(j->reporter) : NULL;
}

void jobs_init(struct jobs *j, struct travel *travel, const struct hpt_namer *namer)
{
    *j = (struct jobs){.travel = travel, .namer = namer};
    output_open_kept(&j->explanation.text);
    output_open_kept(&j->difference.text);
}

void jobs_release(struct jobs *j)
{
    travel_walk_free(j->walk);
    pattern_close(&j->finder.pattern);
    hpt_explainer_free(j->explainer);
    hpt_census_free(j->census);
    hpt_reporter_free(j->reporting);
    hpt_reporter_free(j->reporter);
    hpt_inventory_release(&j->base);
    output_close(&j->explanation.text);
    output_close(&j->difference.text);
    *j = (struct jobs){0};
}
