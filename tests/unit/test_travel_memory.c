/* Travel without memory: whichever allocation fails, that is said, the newest instant is still
 * there, and with memory again every instant that was kept is the one from scratch. */
#include "refused.h"
#include "travel_stage.h"

#include <errno.h>

enum {
    EVENTS = 40000,
    PIECE = 3000,
    MOST = 500 /* allocations that one call may ask for */
};

/* Some keyframes and chunks of history, and as much to come. */
static struct stage *travelled(void)
{
    struct stage *s = stage_open(device(EVENTS), 0);

    while (s->fed < s->input.size / 2)
        feed_some(s, PIECE);
    return s;
}

static void without_memory_it_does_not_begin(void **state)
{
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    struct travel *travel = NULL;
    long n = 0;

    (void)state;
    for (; travel == NULL; n++) {
        int error = 0;
        assert_true(n < MOST);
        left = n;
        travel = travel_new(t, &(struct travel_options){0}, &error);
        left = -1;
        assert_int_equal(error == ENOMEM || travel != NULL, true);
    }
    assert_true(n > 5);
    travel_free(travel);
    hpt_tracker_free(t);
}

/* Is there a scene there, with so many allocations? */
static bool goes(struct stage *s, const struct goal *goal, long allocations)
{
    const struct scene *scene = NULL;

    left = allocations;
    enum hpt_status status = travel_go(s->travel, goal, &scene);
    left = -1;
    if (status == HPT_OK) {
        assert_int_equal(hash_scene(scene), scratch_hash(s, *goal));
        return true;
    }
    assert_true(status == HPT_ERR_MEMORY || status == HPT_ERR_SYSTEM);
    assert_null(scene);
    return false;
}

static void a_way_without_memory_can_be_gone_later(void **state)
{
    /* trust: 159 */
    static const struct goal goals[] = {{GOAL_EVENT, 900},   {GOAL_EVENT, 899},  {GOAL_LINE, 500},
                                        {GOAL_BYTE, 300000}, {GOAL_TIME, 20000}, {GOAL_EVENT, 20}};
    long refused = 0;

    (void)state;
    for (size_t i = 0; i < sizeof goals / sizeof *goals; i++) {
        struct stage *s = travelled();
        struct travel_figures f;
        for (long n = 0; !goes(s, &goals[i], n); n++) {
            assert_true(n < MOST);
            refused++;
        }
        travel_figures(s->travel, &f);
        assert_int_equal(f.error, 0);
        check_go(s, GOAL_EVENT, 901);
        check_go(s, GOAL_EVENT, 40);
        stage_close(s);
    }
    assert_true(refused > 20);
}

static void an_event_is_looked_up_later(void **state)
{
    struct stage *s = travelled();
    struct hpt_event event = {0};
    enum hpt_status status = HPT_ERR_MEMORY;
    long n = 0;

    (void)state;
    for (; status != HPT_OK; n++) {
        assert_true(n < MOST);
        left = n;
        status = travel_look_up(s->travel, 9000, &event);
        left = -1;
        assert_true(status == HPT_OK || status == HPT_ERR_MEMORY);
    }
    assert_true(n > 3);
    assert_int_equal(event.number, 9000);
    stage_close(s);
}

/* The walk's events, or 0: it did not come to its end. */
static uint64_t walks(struct stage *s, long allocations)
{
    const struct walk_client client = {0};
    const struct scene *scene = NULL;
    enum hpt_status status = HPT_ERR_MEMORY;

    left = allocations;
    struct travel_walk *walk = travel_walk_new(s->travel, &client, 0, UINT64_MAX);
    while (walk != NULL && !travel_walk_step(walk, 1000, &scene, &status))
        continue;
    left = -1;
    uint64_t events = scene != NULL ? hpt_state(scene->tracker)->event : 0;
    assert_int_equal(status == HPT_OK, scene != NULL);
    travel_walk_free(walk);
    return events;
}

static void a_walk_without_memory_says_so(void **state)
{
    struct stage *s = travelled();
    long n = 0;

    (void)state;
    uint64_t all = hpt_state(s->tracker)->event;
    while (walks(s, n) != all) {
        assert_true(n < MOST);
        n++;
    }
    assert_true(n > 3);
    check_go(s, GOAL_EVENT, 500);
    stage_close(s);
}

/* What comes while there is no memory for keyframes, stops and packed chunks. */
static void without_memory_fewer_instants_are_kept(void **state)
{
    static const char mark[] = "here";
    unsigned cut = 0, dropped = 0;

    (void)state;
    for (long n = 0; n < 12; n++) {
        struct stage *s = stage_open(device(EVENTS), 0);
        struct travel_figures f;
        while (s->fed + PIECE <= s->input.size) {
            s->time_us += 1000;
            note(s, ACT_FEED, PIECE);
            assert_int_equal(hpt_feed(s->tracker, s->input.at + s->fed, PIECE, s->time_us, NULL),
                             HPT_OK);
            left = n;
            travel_fed(s->travel, s->input.at + s->fed, PIECE, s->time_us);
            travel_mark(s->travel, (struct hpt_str){mark, 4});
            left = -1;
            s->fed += PIECE;
        }
        travel_figures(s->travel, &f);
        assert_true(f.error == 0 || f.error == ENOMEM);
        cut += f.error != 0;
        dropped += f.stops_dropped > 0;
        assert_true(f.error == 0 || f.last_event < hpt_state(s->tracker)->event);
        check_go(s, GOAL_EVENT, f.last_event);
        check_go(s, GOAL_EVENT, f.last_event / 2);
        check_go(s, GOAL_EVENT, 30);
        stage_close(s);
    }
    assert_true(cut > 0 && cut < 12);
    assert_true(dropped > 0 && dropped < 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_memory_it_does_not_begin),
        cmocka_unit_test(a_way_without_memory_can_be_gone_later),
        cmocka_unit_test(an_event_is_looked_up_later),
        cmocka_unit_test(a_walk_without_memory_says_so),
        cmocka_unit_test(without_memory_fewer_instants_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
