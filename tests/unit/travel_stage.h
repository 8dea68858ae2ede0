/* A tracker that is fed bit by bit while one travels, and the check that wherever one goes the
 * scene is the one of a tracker that was fed up to there and no further. */
#ifndef UNIT_TRAVEL_STAGE_H
#define UNIT_TRAVEL_STAGE_H

#include "story.h"

#include "travel/travel.h"

enum { PIECES = 20000 };

enum act { ACT_FEED, ACT_GAP, ACT_SHOW, ACT_END };

/* What was done to a tracker. */
struct script {
    struct {
        enum act act;
        size_t size;
        uint64_t time_us;
    } steps[PIECES];
    size_t count;
};

struct stage {
    struct hpt_tracker *tracker;
    struct travel *travel;
    struct file input;
    size_t fed;
    struct script script;
    uint64_t time_us;
    uint64_t random;
};

static inline uint64_t draw(struct stage *s, uint64_t below)
{
    s->random = s->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (s->random >> 33) % below;
}

/* A device that allocates and releases, fails now and then, and starts over with a block live. */
static inline struct file device(size_t count)
{
    struct file f = {.at = malloc(count * 40)};

    assert_non_null(f.at);
    for (size_t i = 0; i < count; i++) {
        char *at = f.at + f.size;
        size_t of_run = i % 4000;
        int n = 1;
        if (of_run == 0)
            *at = '\0';
        else if (of_run >= 3998)
            n = snprintf(at, 40, "good night\n");
        else if (of_run % 500 == 499)
            n = snprintf(at, 40, "malloc: OUT OF MEMORY [40000]\n");
        else if (of_run % 2 == 1)
            n = snprintf(at, 40, "malloc: ALLOCATED: %d [0x20002794]\n",
                         8 + (int)((i * UINT64_C(2654435761) >> 9) % 900));
        else
            n = snprintf(at, 40, "free:   0x20002794\n");
        f.size += (size_t)n;
    }
    return f;
}

static inline struct stage *stage_open(struct file input, size_t memory)
{
    struct stage *s = calloc(1, sizeof *s);
    int error = 0;

    assert_non_null(s);
    s->random = 1;
    s->input = input;
    s->tracker = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    assert_non_null(s->tracker);
    s->travel = travel_new(s->tracker, &(struct travel_options){.memory = memory}, &error);
    assert_non_null(s->travel);
    return s;
}

static inline void stage_close(struct stage *s)
{
    travel_free(s->travel);
    hpt_tracker_free(s->tracker);
    free(s->input.at);
    free(s);
}

static inline void note(struct stage *s, enum act act, size_t size)
{
    assert_true(s->script.count < PIECES);
    s->script.steps[s->script.count].act = act;
    s->script.steps[s->script.count].size = size;
    s->script.steps[s->script.count++].time_us = s->time_us;
}

static inline void feed_some(struct stage *s, size_t size)
{
    size_t rest = s->input.size - s->fed;

    size = size < rest ? size : rest;
    if (size == 0)
        return;
    s->time_us += draw(s, 3) * 1000;
    note(s, ACT_FEED, size);
    assert_int_equal(hpt_feed(s->tracker, s->input.at + s->fed, size, s->time_us, NULL), HPT_OK);
    travel_fed(s->travel, s->input.at + s->fed, size, s->time_us);
    s->fed += size;
}

static inline void interrupt(struct stage *s)
{
    note(s, ACT_GAP, 0);
    assert_int_equal(hpt_gap(s->tracker), HPT_OK);
    travel_gap(s->travel);
}

static inline void show_held(struct stage *s)
{
    note(s, ACT_SHOW, 0);
    assert_int_equal(hpt_show_held(s->tracker), HPT_OK);
}

static inline void end(struct stage *s)
{
    note(s, ACT_END, 0);
    assert_int_equal(hpt_end(s->tracker), HPT_OK);
    travel_end(s->travel);
}

static inline void hash_lines(uint64_t *hash, const struct scene *s)
{
    const struct scene_line *line;
    struct hpt_str pieces[2];

    for (uint64_t i = 0; scene_line(s, i, &line, pieces); i++) {
        hash_bytes(hash, pieces[0].at, pieces[0].len);
        hash_bytes(hash, pieces[1].at, pieces[1].len);
        hash_number(hash, line->at);
        hash_number(hash, line->event);
        hash_number(hash, line->time_us);
    }
}

/* All there is to see of a scene. */
static inline uint64_t hash_scene(const struct scene *s)
{
    uint64_t hash = hash_state(hpt_state(s->tracker));

    for (uint64_t i = 0; scene_event(s, i) != NULL; i++) {
        const struct scene_figures *f = scene_figures(s, scene_event(s, i));
        hash_event(&hash, scene_event(s, i));
        hash_number(&hash, f->live_blocks);
        hash_number(&hash, f->free_bytes);
        hash_number(&hash, f->largest);
        hash_number(&hash, f->are_known + 2U * f->are_inferred);
    }
    for (uint64_t i = 0; scene_remark(s, i) != NULL; i++) {
        const struct scene_remark *r = scene_remark(s, i);
        hash_number(&hash, r->kind);
        hash_number(&hash, r->number);
        hash_number(&hash, r->run);
        hash_event(&hash, &r->event);
        hash_notice(&hash, &r->notice);
        hash_text(&hash, r->reason);
    }
    hash_number(&hash, s->event_count);
    hash_number(&hash, s->line_count);
    hash_number(&hash, s->byte_count);
    hash_number(&hash, s->remark_count);
    hash_number(&hash, s->line_is_open);
    hash_lines(&hash, s);
    return hash;
}

/* Somebody who is fed from scratch up to a goal, as `heapterm map --at` is. */
struct scratch {
    struct scene scene;
    struct goal goal;
    bool is_reached;
};

static inline void stop_there(void *self, const struct hpt_event *event,
                              const struct hpt_state *state)
{
    struct scratch *s = self;

    (void)state;
    if (s->goal.kind != GOAL_EVENT || s->is_reached || event->number < s->goal.number)
        return;
    s->is_reached = true;
    hpt_stop(s->scene.tracker);
}

/* Of bytes that come now, how many the goal lets through. */
static inline size_t let_through(struct scratch *s, const char *at, size_t size, uint64_t time_us)
{
    const struct hpt_state *state = hpt_state(s->scene.tracker);
    uint64_t lines = state->line;

    if (s->goal.kind == GOAL_TIME && time_us > s->goal.number)
        s->is_reached = true;
    if (s->is_reached)
        return 0;
    for (size_t i = 0; i < size; i++) {
        lines += at[i] == '\n';
        s->is_reached = (s->goal.kind == GOAL_LINE && lines == s->goal.number) ||
                        (s->goal.kind == GOAL_BYTE && state->byte + i + 1 == s->goal.number);
        if (s->is_reached)
            return i + 1;
    }
    return size;
}

static inline uint64_t scratch_hash(const struct stage *stage, struct goal goal)
{
    struct scratch *s = calloc(1, sizeof *s);
    size_t fed = 0;

    assert_non_null(s);
    s->goal = goal;
    s->is_reached = goal.number == 0;
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    scene_init(&s->scene, t);
    const struct hpt_observer observers[] = {scene_observer(&s->scene),
                                             {.self = s, .event = stop_there}};
    assert_int_equal(hpt_observe(t, &observers[0]), HPT_OK);
    assert_int_equal(hpt_observe(t, &observers[1]), HPT_OK);
    for (size_t i = 0; i < stage->script.count && !s->is_reached; i++) {
        const char *at = stage->input.at + fed;
        size_t size = stage->script.steps[i].size;
        uint64_t time_us = stage->script.steps[i].time_us;
        enum act act = stage->script.steps[i].act;
        fed += size;
        if (act == ACT_GAP)
            assert_int_equal(hpt_gap(t), HPT_OK);
        else if (act == ACT_SHOW)
            assert_int_equal(hpt_show_held(t), HPT_OK);
        else if (act == ACT_END && goal.kind == GOAL_TIME && goal.number <= time_us)
            break;
        else if (act == ACT_END)
            assert_int_equal(hpt_end(t), HPT_OK);
        else if ((size = let_through(s, at, size, time_us)) > 0)
            assert_int_equal(hpt_feed(t, at, size, time_us, NULL), HPT_OK);
    }
    bool is_behind = goal.kind == GOAL_TIME ? goal.number > stage->time_us : !s->is_reached;
    if (goal.kind != GOAL_EVENT && !is_behind && goal.number > 0)
        assert_int_equal(hpt_settle(t), HPT_OK);
    uint64_t hash = hash_scene(&s->scene);
    hpt_tracker_free(t);
    free(s);
    return hash;
}

static inline void check_go(struct stage *s, enum goal_kind kind, uint64_t number)
{
    const struct goal goal = {kind, number};
    const struct scene *scene = NULL;

    assert_int_equal(travel_go(s->travel, &goal, &scene), HPT_OK);
    if (hash_scene(scene) != scratch_hash(s, goal))
        fail_msg("goal %d, %llu: not the scene from scratch; it stands at event %llu, byte %llu",
                 (int)kind, (unsigned long long)number,
                 (unsigned long long)hpt_state(scene->tracker)->event,
                 (unsigned long long)hpt_state(scene->tracker)->byte);
}

#endif
