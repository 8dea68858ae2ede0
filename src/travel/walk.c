#include "travel/inside.h"

#include <stdlib.h>
#include <time.h>

enum { SLICE = 16 << 10 /* bytes between two looks at the clock */ };

struct travel_walk {
    struct travel *travel;
    struct runner runner;
    struct goal goal;
    uint64_t from_event, from_byte;
    enum hpt_status status;
    bool is_over;
};

struct travel_walk *travel_walk_new(struct travel *t, const struct walk_client *client,
                                    uint64_t from, uint64_t to)
{
    const struct goal start = {GOAL_EVENT, from < UINT64_MAX ? from + 1 : from};
    struct travel_walk *w = calloc(1, sizeof *w);

    if (w == NULL)
        return NULL;
    w->travel = t;
    w->goal = (struct goal){GOAL_EVENT, to};
    w->runner.has_client = true;
    w->runner.client = *client;
    const struct stand *first =
        from > 0 ? keyframes_before(&t->keyframes, &start) : &t->keyframes.all[0].stand;
    if (runner_leave(&w->runner, first) != HPT_OK) {
        travel_walk_free(w);
        return NULL;
    }
    const struct hpt_state *state = hpt_state(w->runner.at.scene->tracker);
    w->from_event = state->event;
    w->from_byte = state->byte;
    w->is_over = to <= state->event;
    return w;
}

static uint64_t now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void go_on(struct travel_walk *w)
{
    const struct walk_client *client = &w->runner.client;
    enum run run;

    w->status = runner_step(&w->runner, &w->travel->history, &w->goal, SLICE, &run);
    w->is_over = w->status != HPT_OK || run != RUN_GOES_ON ||
                 (client->enough != NULL && client->enough(client->self));
}

bool travel_walk_step(struct travel_walk *w, uint64_t us, const struct scene **scene,
                      enum hpt_status *status)
{
    uint64_t start = now_us();

    while (!w->is_over) {
        go_on(w);
        if (now_us() - start >= us)
            break;
    }
    *scene = w->is_over && w->status == HPT_OK ? w->runner.at.scene : NULL;
    *status = w->status;
    return w->is_over;
}

const struct scene *travel_walk_scene(const struct travel_walk *w)
{
    return w->runner.at.scene;
}

unsigned travel_walk_progress(const struct travel_walk *w)
{
    const struct hpt_state *live = hpt_state(w->travel->scene.tracker);

    if (w->is_over || w->runner.at.scene == NULL)
        return 1000;
    const struct hpt_state *state = hpt_state(w->runner.at.scene->tracker);
    bool is_whole = w->goal.number > live->event; /* text behind the last event counts too */
    uint64_t done = is_whole ? state->byte - w->from_byte : state->event - w->from_event;
    uint64_t all = is_whole ? live->byte - w->from_byte : w->goal.number - w->from_event;
    return all == 0 ? 1000 : (unsigned)((double)done * 1000 / (double)all);
}

void travel_walk_free(struct travel_walk *w)
{
    if (w == NULL)
        return;
    runner_release(&w->runner);
    free(w);
}
