/* Wherever one travels, the scene is the one of a tracker that was fed up to there and no further.
 */
#include "travel_stage.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TRAVELS(capture)                                                                           \
    {capture, a_scene_is_the_one_from_scratch, NULL, NULL,                                         \
     (void *)(uintptr_t)(CAPTURES "/" capture)}
        TRAVELS("v1-badge-resets.log"),  TRAVELS("v1-badge-late.log"),
        TRAVELS("v1-badge-overrun.log"), TRAVELS("v1-badge-heapprint.log"),
        TRAVELS("v1-corners.log"),       TRAVELS("mbed-greenhouse-oom.log"),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
