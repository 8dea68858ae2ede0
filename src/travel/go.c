/* Going to an instant: from where the travel stands, from somewhat before it, or from a keyframe,
 * whichever is the shortest way. */
#include "travel/inside.h"

enum {
    NEAR = 256,      /* so many events before an instant a copy is left, for steps back */
    COPY_PER_FED = 8 /* a byte fed takes as long as so many bytes copied */
};

static uint64_t byte_of(const struct stand *s)
{
    return hpt_state(s->scene->tracker)->byte;
}

/* Where to leave from; `own` is where the traveller stands, which saves a copy. */
static const struct stand *departure(const struct travel *t, const struct stand *own,
                                     const struct stand *near, const struct goal *goal)
{
    const struct stand *best = keyframes_before(&t->keyframes, goal);
    uint64_t saved = scene_size(best->scene) / COPY_PER_FED;

    if (near->scene != NULL && stand_is_before(near, goal) && byte_of(near) > byte_of(best))
        best = near;
    if (own->scene != NULL && stand_is_before(own, goal) && byte_of(own) + saved > byte_of(best))
        best = own;
    return best;
}

/* On a long way to an event a copy is left behind shortly before it. */
static enum hpt_status leave_near(struct travel *t, const struct goal *goal)
{
    const struct hpt_state *state = hpt_state(t->here.at.scene->tracker);
    const struct goal before = {GOAL_EVENT, goal->number - NEAR};
    enum run run;

    if (goal->kind != GOAL_EVENT || goal->number - state->event <= 2 * NEAR)
        return HPT_OK;
    enum hpt_status status = runner_run(&t->here, &t->history, &before, &run);
    return status == HPT_OK && run == RUN_REACHED ? stand_copy(&t->near, &t->here.at) : status;
}

/* Shows a copy; `settle`: as it is when the input stops there. */
static enum hpt_status show(struct travel *t, const struct stand *from, bool settle,
                            const struct scene **scene)
{
    enum hpt_status status = stand_copy(&t->shown, from);

    *scene = t->shown.scene;
    return status == HPT_OK && settle ? hpt_settle(t->shown.scene->tracker) : status;
}

static bool is_before_all(const struct travel *t, const struct goal *goal)
{
    const struct stand *first = &t->keyframes.all[0].stand;

    return goal->number == 0 || (goal->kind != GOAL_TIME && !stand_is_before(first, goal));
}

/* Beyond the newest instant: nothing that could still be fed leads there. */
static bool is_behind_all(const struct travel *t, const struct goal *goal)
{
    const struct hpt_state *state = hpt_state(t->scene.tracker);

    switch (goal->kind) {
    case GOAL_EVENT:
        return goal->number > state->event;
    case GOAL_LINE:
        return goal->number > state->line;
    case GOAL_BYTE:
        return goal->number > state->byte;
    case GOAL_TIME:
        return goal->number > t->live.time_us;
    }
    return false;
}

enum hpt_status travel_go(struct travel *t, const struct goal *goal, const struct scene **scene)
{
    enum run run;

    *scene = NULL;
    if (is_before_all(t, goal)) {
        *scene = t->keyframes.all[0].stand.scene;
        return HPT_OK;
    }
    if (is_behind_all(t, goal))
        return show(t, &t->live, false, scene);
    enum hpt_status status = runner_leave(&t->here, departure(t, &t->here.at, &t->near, goal));
    if (status == HPT_OK)
        status = leave_near(t, goal);
    if (status == HPT_OK)
        status = runner_run(&t->here, &t->history, goal, &run);
    if (status != HPT_OK)
        return status;
    if (run == RUN_AT_END && (goal->kind != GOAL_TIME || t->history.error != 0))
        return show(t, &t->live, false, scene); /* the history has no more */
    if (goal->kind != GOAL_EVENT)
        return show(t, &t->here.at, true, scene);
    *scene = t->here.at.scene;
    return HPT_OK;
}

/* A scene's last events have consecutive numbers. */
static bool remembers(const struct scene *s, uint64_t number, struct hpt_event *event)
{
    const struct hpt_event *last = s != NULL ? scene_event(s, 0) : NULL;
    const struct hpt_event *found =
        last != NULL && last->number >= number ? scene_event(s, last->number - number) : NULL;

    if (found != NULL)
        *event = *found;
    return found != NULL;
}

enum hpt_status travel_look_up(struct travel *t, uint64_t number, struct hpt_event *event)
{
    const struct goal goal = {GOAL_EVENT, number};
    const struct stand none = {0};
    enum run run;

    if (remembers(&t->scene, number, event) || remembers(t->here.at.scene, number, event) ||
        remembers(t->apart.at.scene, number, event))
        return HPT_OK;
    if (number <= t->first_event || is_behind_all(t, &goal))
        return HPT_ERR_ARGUMENT;
    enum hpt_status status = runner_leave(&t->apart, departure(t, &t->apart.at, &none, &goal));
    if (status == HPT_OK)
        status = runner_run(&t->apart, &t->history, &goal, &run);
    if (status == HPT_OK && !remembers(t->apart.at.scene, number, event))
        return HPT_ERR_ARGUMENT; /* it is not in the history */
    return status;
}
