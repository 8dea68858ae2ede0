/* What is kept of a long input: within its memory, on a full disk, and for those who want to hear
 * it again. */
#include "travel_stage.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

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
        cmocka_unit_test(keyframes_keep_to_their_memory),
        cmocka_unit_test(no_keyframe_has_room),
        cmocka_unit_test(stops_are_found_in_both_directions),
        cmocka_unit_test(a_full_disk_leaves_what_was_written),
        cmocka_unit_test(without_a_directory_there_is_no_travel),
        cmocka_unit_test(a_walk_hears_every_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
