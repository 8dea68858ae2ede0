/* Wherever one travels, the scene is the one of a tracker that was fed up to there and no further.
 */
#include "story.h"

#include "travel/travel.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

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

static uint64_t draw(struct stage *s, uint64_t below)
{
    s->random = s->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (s->random >> 33) % below;
}

static struct stage *stage_open(struct file input, size_t memory)
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

static void stage_close(struct stage *s)
{
    travel_free(s->travel);
    hpt_tracker_free(s->tracker);
    free(s->input.at);
    free(s);
}

static void note(struct stage *s, enum act act, size_t size)
{
    assert_true(s->script.count < PIECES);
    s->script.steps[s->script.count].act = act;
    s->script.steps[s->script.count].size = size;
    s->script.steps[s->script.count++].time_us = s->time_us;
}

static void feed_some(struct stage *s, size_t size)
{
    size_t left = s->input.size - s->fed;

    size = size < left ? size : left;
    if (size == 0)
        return;
    s->time_us += draw(s, 3) * 1000;
    note(s, ACT_FEED, size);
    assert_int_equal(hpt_feed(s->tracker, s->input.at + s->fed, size, s->time_us, NULL), HPT_OK);
    travel_fed(s->travel, s->input.at + s->fed, size, s->time_us);
    s->fed += size;
}

static void interrupt(struct stage *s)
{
    note(s, ACT_GAP, 0);
    assert_int_equal(hpt_gap(s->tracker), HPT_OK);
    travel_gap(s->travel);
}

static void show_held(struct stage *s)
{
    note(s, ACT_SHOW, 0);
    assert_int_equal(hpt_show_held(s->tracker), HPT_OK);
}

static void end(struct stage *s)
{
    note(s, ACT_END, 0);
    assert_int_equal(hpt_end(s->tracker), HPT_OK);
    travel_end(s->travel);
}

static void hash_lines(uint64_t *hash, const struct scene *s)
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
static uint64_t hash_scene(const struct scene *s)
{
    uint64_t hash = hash_state(hpt_state(s->tracker));

    for (uint64_t i = 0; scene_event(s, i) != NULL; i++)
        hash_event(&hash, scene_event(s, i));
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

static void stop_there(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct scratch *s = self;

    (void)state;
    if (s->goal.kind != GOAL_EVENT || s->is_reached || event->number < s->goal.number)
        return;
    s->is_reached = true;
    hpt_stop(s->scene.tracker);
}

/* Of bytes that come now, how many the goal lets through. */
static size_t let_through(struct scratch *s, const char *at, size_t size, uint64_t time_us)
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

static uint64_t scratch_hash(const struct stage *stage, struct goal goal)
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

static void check_go(struct stage *s, enum goal_kind kind, uint64_t number)
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

static void check_look_up(struct stage *s, uint64_t number)
{
    struct hpt_event event = {0};
    enum hpt_status status = travel_look_up(s->travel, number, &event);

    if (number == 0 || number > hpt_state(s->tracker)->event) {
        assert_int_equal(status, HPT_ERR_ARGUMENT);
        return;
    }
    assert_int_equal(status, HPT_OK);
    assert_int_equal(event.number, number);
}

/* One step of a person who has the screen before him. */
static void wander(struct stage *s, uint64_t *event)
{
    const struct hpt_state *state = hpt_state(s->tracker);

    switch (draw(s, 9)) {
    case 0: /* far */
        *event = draw(s, state->event + 3);
        check_go(s, GOAL_EVENT, *event);
        break;
    case 1:
    case 2:
        *event += *event <= state->event;
        check_go(s, GOAL_EVENT, *event);
        break;
    case 3:
    case 4:
        *event -= *event > 0;
        check_go(s, GOAL_EVENT, *event);
        break;
    case 5:
        check_go(s, GOAL_BYTE, draw(s, state->byte + 3));
        break;
    case 6:
        check_go(s, GOAL_LINE, draw(s, state->line + 3));
        break;
    case 7:
        check_go(s, GOAL_TIME, draw(s, s->time_us + 2000));
        break;
    default:
        check_look_up(s, draw(s, state->event + 2));
        break;
    }
}

static void more_comes(struct stage *s, uint64_t i)
{
    feed_some(s, 1 + draw(s, i % 3 == 0 ? 3000 : 40));
    if (draw(s, 40) == 0)
        interrupt(s);
    if (draw(s, 6) == 0)
        show_held(s);
    if (draw(s, 50) == 0)
        travel_mark(s->travel, (struct hpt_str){"here", 4});
}

static void a_scene_is_the_one_from_scratch(void **state)
{
    struct stage *s = stage_open(read_file(*state), 0);
    uint64_t event = 0;

    for (uint64_t i = 0; i < 250; i++) {
        more_comes(s, i);
        wander(s, &event);
    }
    for (size_t i = 0; i < 3000 && s->fed < s->input.size; i++)
        feed_some(s, 1 + draw(s, 100));
    if (s->input.size - s->fed < 400000)
        feed_some(s, s->input.size);
    for (int i = 0; i < 60; i++)
        wander(s, &event);
    end(s);
    for (int i = 0; i < 60; i++)
        wander(s, &event);
    const struct hpt_state *live = hpt_state(s->tracker);
    check_go(s, GOAL_EVENT, live->event);
    check_go(s, GOAL_EVENT, live->event + 1);
    check_go(s, GOAL_BYTE, live->byte);
    check_go(s, GOAL_LINE, live->line);
    check_go(s, GOAL_TIME, s->time_us);
    check_go(s, GOAL_TIME, s->time_us + 1);
    stage_close(s);
}

/* A device that allocates and releases, fails now and then, and starts over with a block live. */
static struct file device(size_t count)
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

static void keyframes_keep_to_their_memory(void **state)
{
    struct stage *s = stage_open(device(300000), 1 << 20);
    struct travel_figures f;
    uint64_t apart = 0;

    (void)state;
    while (s->fed < s->input.size) {
        feed_some(s, 1000);
        travel_figures(s->travel, &f);
        assert_true(f.keyframe_bytes <= 1 << 20);
        assert_true(f.keyframes >= 1);
        apart = f.keyframe_events > apart ? f.keyframe_events : apart;
    }
    assert_true(f.keyframes > 1 && f.keyframes < 8);
    assert_true(apart > 40000);
    assert_int_equal(f.error, 0);
    assert_int_equal(f.bytes, s->input.size);
    assert_true(f.packed_bytes > 0 && f.packed_bytes < f.bytes / 2);
    check_go(s, GOAL_EVENT, 3);
    check_go(s, GOAL_EVENT, 222222);
    for (uint64_t i = 1; i < 600; i += 23)
        check_go(s, GOAL_EVENT, 222222 - i);
    check_go(s, GOAL_LINE, 177777);
    stage_close(s);
}

static void no_keyframe_has_room(void **state)
{
    struct stage *s = stage_open(device(100000), 1);
    struct travel_figures f;

    (void)state;
    while (s->fed < s->input.size)
        feed_some(s, 5000);
    travel_figures(s->travel, &f);
    assert_int_equal(f.keyframes, 1);
    check_go(s, GOAL_EVENT, 77777);
    check_go(s, GOAL_EVENT, 77770);
    stage_close(s);
}

static void stops_are_found_in_both_directions(void **state)
{
    struct stage *s = stage_open(device(9000), 0);
    struct travel_stop stop = {0};
    uint64_t event = 0;
    unsigned count[3] = {0};

    (void)state;
    feed_some(s, s->input.size / 3);
    travel_mark(s->travel, (struct hpt_str){"here", 4});
    uint64_t marked = hpt_state(s->tracker)->event;
    feed_some(s, s->input.size);
    while (travel_next_stop(s->travel, event, true, &stop)) {
        assert_true(stop.event > event);
        event = stop.event;
        count[stop.kind]++;
        if (stop.kind == STOP_MARK) {
            assert_int_equal(stop.event, marked);
            assert_int_equal(stop.text.len, 4);
            assert_memory_equal(stop.text.at, "here", 4);
        }
    }
    assert_int_equal(count[STOP_FAILURE], 16);
    assert_int_equal(count[STOP_MARK], 1);
    assert_int_equal(count[STOP_RESTART], 2);
    for (unsigned i = 0; i < 18; i++) {
        assert_true(travel_next_stop(s->travel, event, false, &stop));
        assert_true(stop.event < event);
        event = stop.event;
    }
    assert_false(travel_next_stop(s->travel, 0, false, &stop));
    assert_true(travel_failure(s->travel, 1, &event));
    assert_int_equal(event, 499);
    assert_false(travel_failure(s->travel, 17, &event));
    assert_false(travel_failure(s->travel, 0, &event));
    stage_close(s);
}

/* A file that takes so many bytes. */
static void limit_files(rlim_t size)
{
    const struct rlimit limit = {.rlim_cur = size, .rlim_max = RLIM_INFINITY};

    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_leaves_what_was_written(void **state)
{
    struct stage *s = stage_open(device(150000), 0);
    const struct scene *scene;
    struct travel_figures f;

    (void)state;
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    limit_files(30000);
    while (s->fed < s->input.size)
        feed_some(s, 3000);
    limit_files(RLIM_INFINITY);
    travel_figures(s->travel, &f);
    assert_int_equal(f.error, EFBIG);
    assert_true(f.last_event > 1000);
    uint64_t live = hpt_state(s->tracker)->event;
    assert_true(f.last_event < live);
    check_go(s, GOAL_EVENT, f.last_event);
    check_go(s, GOAL_EVENT, f.last_event / 2);
    check_go(s, GOAL_EVENT, f.last_event / 2 - 1);
    assert_int_equal(travel_go(s->travel, &(struct goal){GOAL_EVENT, live - 1}, &scene), HPT_OK);
    assert_int_equal(hpt_state(scene->tracker)->event, live);
    assert_int_equal(hash_scene(scene), hash_scene(travel_live(s->travel)));
    assert_int_equal(travel_course(s->travel)->last, live);
    stage_close(s);
}

static void without_a_directory_there_is_no_travel(void **state)
{
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    int error = 0;

    (void)state;
    assert_null(travel_new(t, &(struct travel_options){.directory = "/nowhere/at/all"}, &error));
    assert_int_equal(error, ENOENT);
    hpt_tracker_free(t);
}

/* One who walks and counts. */
struct walker {
    uint64_t first, last, count;
    uint64_t wanted; /* 0: all */
};

static void hear(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct walker *w = self;

    (void)state;
    w->first = w->count == 0 ? event->number : w->first;
    w->last = event->number;
    w->count++;
}

static bool has_enough(void *self)
{
    struct walker *w = self;

    return w->wanted > 0 && w->last >= w->wanted;
}

static struct walker walk(struct stage *s, uint64_t from, uint64_t to, uint64_t wanted,
                          uint64_t *ends_at)
{
    struct walker w = {.wanted = wanted};
    const struct walk_client client = {
        .self = &w, .observer = {.self = &w, .event = hear}, .enough = has_enough};
    struct travel_walk *walk = travel_walk_new(s->travel, &client, from, to);
    const struct scene *scene = NULL;
    enum hpt_status status = HPT_OK;
    unsigned progress = 0;

    assert_non_null(walk);
    while (!travel_walk_step(walk, 100, &scene, &status)) {
        assert_null(scene);
        assert_true(travel_walk_progress(walk) >= progress);
        progress = travel_walk_progress(walk);
        assert_true(progress <= 1000);
    }
    assert_int_equal(travel_walk_progress(walk), 1000);
    assert_int_equal(status, HPT_OK);
    assert_non_null(scene);
    *ends_at = hpt_state(scene->tracker)->event;
    travel_walk_free(walk);
    return w;
}

static void a_walk_hears_every_event(void **state)
{
    struct stage *s = stage_open(device(200000), 0);
    uint64_t at;

    (void)state;
    while (s->fed < s->input.size)
        feed_some(s, 4000);
    uint64_t last = hpt_state(s->tracker)->event;
    struct walker w = walk(s, 0, UINT64_MAX, 0, &at);
    assert_int_equal(w.first, 1);
    assert_int_equal(w.count, last);
    assert_int_equal(at, last);
    w = walk(s, 0, 1234, 0, &at);
    assert_int_equal(w.count, 1234);
    assert_int_equal(at, 1234);
    w = walk(s, 150000, UINT64_MAX, 170000, &at);
    assert_int_equal(at, 170000);
    assert_int_equal(w.last, 170000);
    assert_true(w.first > 100000 && w.first <= 150001);
    stage_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TRAVELS(capture)                                                                           \
    {capture, a_scene_is_the_one_from_scratch, NULL, NULL,                                         \
     (void *)(uintptr_t)(CAPTURES "/" capture)}
        TRAVELS("v1-badge-resets.log"),
        TRAVELS("v1-badge-late.log"),
        TRAVELS("v1-badge-overrun.log"),
        TRAVELS("v1-badge-heapprint.log"),
        TRAVELS("v1-corners.log"),
        TRAVELS("mbed-greenhouse-oom.log"),
        cmocka_unit_test(keyframes_keep_to_their_memory),
        cmocka_unit_test(no_keyframe_has_room),
        cmocka_unit_test(stops_are_found_in_both_directions),
        cmocka_unit_test(a_full_disk_leaves_what_was_written),
        cmocka_unit_test(without_a_directory_there_is_no_travel),
        cmocka_unit_test(a_walk_hears_every_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
