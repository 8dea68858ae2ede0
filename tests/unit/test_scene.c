/* Scenes keep the last of everything; a course keeps all of it, in bounded memory. */
#include "story.h"

#include "travel/course.h"
#include "travel/scene.h"

struct stage {
    struct hpt_tracker *tracker;
    struct scene scene;
};

static struct stage *stage_open(void)
{
    struct stage *s = calloc(1, sizeof *s);

    assert_non_null(s);
    s->tracker = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    assert_non_null(s->tracker);
    scene_init(&s->scene, s->tracker);
    const struct hpt_observer observer = scene_observer(&s->scene);
    assert_int_equal(hpt_observe(s->tracker, &observer), HPT_OK);
    return s;
}

static void stage_close(struct stage *s)
{
    scene_release(&s->scene);
    hpt_tracker_free(s->tracker);
    free(s);
}

static void say(struct stage *s, const char *text)
{
    assert_int_equal(hpt_feed(s->tracker, text, strlen(text), 5, NULL), HPT_OK);
}

/* The i-th last line is this one. */
static void check_line(const struct scene *s, uint64_t i, const char *want, uint64_t event)
{
    const struct scene_line *line;
    struct hpt_str pieces[2];
    char text[SCENE_LINE + 1];

    assert_true(scene_line(s, i, &line, pieces));
    assert_int_equal(line->length, pieces[0].len + pieces[1].len);
    assert_true(line->length <= SCENE_LINE);
    memcpy(text, pieces[0].at, pieces[0].len);
    memcpy(text + pieces[0].len, pieces[1].at, pieces[1].len);
    text[line->length] = '\0';
    assert_string_equal(text, want);
    assert_int_equal(line->event, event);
}

static void lines_end_as_the_device_ends_them(void **state)
{
    struct stage *s = stage_open();

    (void)state;
    say(s, "one\ntwo\r");
    say(s, "\nthree\rfour\n\nfive");
    assert_int_equal(s->scene.line_count, 6);
    check_line(&s->scene, 5, "one", 0);
    check_line(&s->scene, 4, "two", 0);
    check_line(&s->scene, 3, "three", 0);
    check_line(&s->scene, 2, "four", 0);
    check_line(&s->scene, 1, "", 0);
    check_line(&s->scene, 0, "five", 0);
    assert_true(s->scene.line_is_open);
    say(s, " goes on\nmalloc: ALLOCATED: 56 [0x20002954]\nsix");
    check_line(&s->scene, 1, "five goes on", 0);
    check_line(&s->scene, 0, "six", 1);
    assert_int_equal(hpt_gap(s->tracker), HPT_OK);
    say(s, "seven");
    check_line(&s->scene, 1, "six", 1);
    check_line(&s->scene, 0, "seven", 1);
    stage_close(s);
}

/* However the text is cut. */
static void a_line_without_an_end_is_several(void **state)
{
    enum { LENGTH = 2 * SCENE_LINE };
    char text[LENGTH + 2];

    (void)state;
    memset(text, 'x', LENGTH);
    memcpy(text + LENGTH, "\n", 2);
    for (size_t cut = SCENE_LINE - 1; cut <= LENGTH; cut += cut < SCENE_LINE + 1 ? 1 : 1021) {
        struct stage *s = stage_open();
        assert_int_equal(hpt_feed(s->tracker, text, cut, 0, NULL), HPT_OK);
        assert_int_equal(hpt_feed(s->tracker, text + cut, LENGTH + 1 - cut, 0, NULL), HPT_OK);
        assert_int_equal(s->scene.line_count, 2);
        assert_false(s->scene.line_is_open);
        assert_int_equal(s->scene.byte_count, LENGTH + 1);
        stage_close(s);
    }
}

static void the_last_lines_are_kept_whose_bytes_are(void **state)
{
    struct stage *s = stage_open();
    const struct scene_line *line;
    struct hpt_str pieces[2];
    char text[128];

    (void)state;
    for (int i = 0; i < 1000; i++) { /* 101 bytes each: the ring's end falls into a line */
        (void)snprintf(text, sizeof text, "%0100d\n", i);
        say(s, text);
    }
    for (int i = 0; i < SCENE_BYTES / 101; i++) {
        (void)snprintf(text, sizeof text, "%0100d", 999 - i);
        check_line(&s->scene, (uint64_t)i, text, 0);
    }
    assert_false(scene_line(&s->scene, SCENE_BYTES / 101 + 1, &line, pieces));
    for (int i = 0; i < 1000; i++)
        say(s, "a\n");
    assert_true(scene_line(&s->scene, SCENE_LINES - 1, &line, pieces));
    assert_false(scene_line(&s->scene, SCENE_LINES, &line, pieces));
    stage_close(s);
}

static void what_was_wrong_is_a_remark(void **state)
{
    struct stage *s = stage_open();

    (void)state;
    say(s, "malloc: ALLOCATED: 56 [0x20002954]\nfree:   0x20002954\nfree:   0x20002954\n"
           "malloc: OUT OF MEMORY [4000]\n");
    const struct scene_remark *r = scene_remark(&s->scene, 0);
    assert_int_equal(r->kind, REMARK_FAILURE);
    assert_int_equal(r->number, 4);
    assert_int_equal(r->event.size, 4000);
    r = scene_remark(&s->scene, 1);
    assert_int_equal(r->kind, REMARK_WARNING);
    assert_int_equal(r->event.warning, HPT_WARN_FREE_TWICE);
    assert_int_equal(r->event.other, 2);
    assert_null(scene_remark(&s->scene, s->scene.remark_count));
    assert_int_equal(scene_event(&s->scene, 3)->number, 1);
    assert_null(scene_event(&s->scene, 4));
    say(s, "malloc: ALLOCATED: 56 [0x20002954]\n");
    assert_int_equal(hpt_feed(s->tracker, "", 1, 5, NULL), HPT_OK); /* a NUL: it boots */
    say(s, "malloc: ALLOCATED: 56 [0x20002954]\n");
    r = scene_remark(&s->scene, 0);
    assert_int_equal(r->kind, REMARK_NOTICE);
    assert_int_equal(r->notice.kind, HPT_NOTICE_RESTART);
    assert_int_equal(r->number, 6);
    assert_int_equal(r->run, 2);
    assert_null(r->notice.reason);
    assert_string_equal(r->reason, "it boots and allocates anew");
    stage_close(s);
}

static void a_copy_goes_on_by_itself(void **state)
{
    struct stage *s = stage_open();
    struct scene *copy = malloc(sizeof *copy);

    (void)state;
    assert_non_null(copy);
    say(s, "hello\nmalloc: ALLOCATED: 56 [0x20002954]\nwor");
    assert_int_equal(scene_copy(copy, &s->scene), HPT_OK);
    assert_true(scene_size(copy) > sizeof *copy);
    say(s, "malloc: ALLOCATED: 8 [0x200029a0]\n");
    assert_int_equal(hpt_feed(copy->tracker, "ld\n", 3, 9, NULL), HPT_OK);
    check_line(copy, 0, "world", 1);
    check_line(copy, 1, "hello", 0);
    check_line(&s->scene, 0, "wor", 1);
    assert_int_equal(copy->event_count, 1);
    assert_int_equal(s->scene.event_count, 2);
    scene_release(copy);
    free(copy);
    stage_close(s);
}

/* An event after which `used` of 1000 bytes are used and `largest` can be allocated. */
static void go_on(struct course *c, uint64_t number, uint64_t used, uint64_t largest)
{
    const struct hpt_event event = {.kind = number % 10 == 0 ? HPT_EVENT_FAIL : HPT_EVENT_ALLOC,
                                    .number = number,
                                    .time_us = 2 * number};
    const struct hpt_state state = {
        .total_bytes = 1000, .free_bytes = 1000 - used, .largest_allocatable = largest};

    course_event(c, &event, &state);
}

static void a_course_is_exact_over_every_event(void **state)
{
    struct course *c = malloc(sizeof *c);
    struct course_part p;
    const uint64_t count = 3 * COURSE_PARTS + 17;

    (void)state;
    assert_non_null(c);
    course_init(c);
    assert_false(course_sum(c, 0, UINT64_MAX, &p));
    course_notice(c, &(struct hpt_notice){.kind = HPT_NOTICE_RESTART});
    for (uint64_t i = 1; i <= count; i++) {
        if (i == 5000)
            go_on(c, i, 900, 10);
        else
            go_on(c, i, 500 + i % 2, 250);
        if (i == 7000)
            course_mark(c);
    }
    assert_int_equal(c->step, 4);
    assert_true(c->count > COURSE_PARTS / 2 && c->count <= COURSE_PARTS);
    assert_true(course_sum(c, 0, UINT64_MAX, &p));
    assert_int_equal(p.used_least, 500);
    assert_int_equal(p.used_most, 900);
    assert_int_equal(p.largest_least, 10);
    assert_int_equal(p.free_least, 100);
    assert_int_equal(p.scattered_most, 900);
    assert_int_equal(p.scattered_least, 498);
    assert_int_equal(p.failures, count / 10);
    assert_int_equal(p.marks, 1);
    assert_int_equal(p.restarts, 1);
    assert_int_equal(p.time_us, 2 * count);
    assert_true(course_sum(c, 4997, 5000, &p)); /* the part of 5000, and no other */
    assert_int_equal(p.used_most, 900);
    assert_true(course_sum(c, 4993, 4996, &p));
    assert_int_equal(p.used_most, 501);
    assert_true(course_sum(c, 5001, 5001, &p)); /* 900 bytes were used when it began */
    assert_int_equal(p.used_most, 900);
    assert_true(course_sum(c, 5005, 5006, &p));
    assert_int_equal(p.used_most, 501);
    assert_false(course_sum(c, count + 1, UINT64_MAX, &p));
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_as_the_device_ends_them),
        cmocka_unit_test(a_line_without_an_end_is_several),
        cmocka_unit_test(the_last_lines_are_kept_whose_bytes_are),
        cmocka_unit_test(what_was_wrong_is_a_remark),
        cmocka_unit_test(a_copy_goes_on_by_itself),
        cmocka_unit_test(a_course_is_exact_over_every_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
