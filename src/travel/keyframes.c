#include "travel/keyframes.h"

#include <stdlib.h>

enum {
    APART = 16384,      /* at least; a copy costs as much as some hundred events */
    BYTES_PER_COST = 64 /* text that is fed, and memory that is copied, for one event */
};

void keyframes_release(struct keyframes *k)
{
    for (size_t i = 0; i < k->count; i++)
        stand_release(&k->all[i].stand);
    free(k->all);
    *k = (struct keyframes){0};
}

static bool reserve(struct keyframes *k)
{
    size_t capacity = k->capacity > 0 ? k->capacity * 2 : 16;

    if (k->count < k->capacity)
        return true;
    struct keyframe *grown = realloc(k->all, capacity * sizeof *grown);
    if (grown == NULL)
        return false;
    k->all = grown;
    k->capacity = capacity;
    return true;
}

static bool add(struct keyframes *k, const struct stand *live)
{
    struct keyframe frame = {.size = scene_size(live->scene)};

    if (!reserve(k) || stand_copy(&frame.stand, live) != HPT_OK)
        return false;
    k->all[k->count++] = frame;
    k->size += frame.size;
    return true;
}

enum hpt_status keyframes_init(struct keyframes *k, size_t most, const struct stand *first)
{
    *k = (struct keyframes){.most = most, .apart = APART};
    return add(k, first) ? HPT_OK : HPT_ERR_MEMORY;
}

/* Every second one goes. */
static void thin_out(struct keyframes *k)
{
    size_t kept = 1;

    for (size_t i = 1; i < k->count; i++) {
        if (i % 2 == 0) {
            k->all[kept++] = k->all[i];
            continue;
        }
        k->size -= k->all[i].size;
        stand_release(&k->all[i].stand);
    }
    k->count = kept;
    k->apart *= 2;
}

/* What it takes to get there from the beginning, in events. */
static uint64_t cost_of(const struct hpt_state *state)
{
    return state->event + state->byte / BYTES_PER_COST;
}

void keyframes_offer(struct keyframes *k, const struct stand *live)
{
    uint64_t cost = cost_of(hpt_state(live->scene->tracker));

    if (cost - k->at_cost < k->apart ||
        cost - k->at_cost < scene_size(live->scene) / BYTES_PER_COST)
        return;
    k->at_cost = cost;
    if (!add(k, live))
        k->apart *= 2;
    while (k->size > k->most && k->count > 1)
        thin_out(k);
}

const struct stand *keyframes_before(const struct keyframes *k, const struct goal *goal)
{
    size_t low = 0;

    for (size_t count = k->count; count > 1;) { /* what stands before a goal stands in front */
        size_t half = count / 2;
        low = stand_is_before(&k->all[low + half].stand, goal) ? low + half : low;
        count -= half;
    }
    return &k->all[low].stand;
}
