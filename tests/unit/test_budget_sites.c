/* Limits on a call site or a kind: which blocks are meant, and what becomes of a name that none
 * has. */
#include "budget.h"

static void a_kind_is_a_site(void **state)
{
    const struct hpt_limit limits[] = {
        {.kind = HPT_LIMIT_MAX_SITE, .value = 199, .name = "100"},
        {.kind = HPT_LIMIT_MAX_SITE, .value = 200, .name = "100 bytes"},
        {.kind = HPT_LIMIT_MAX_SITE, .value = 200, .name = "200B"},
        {.kind = HPT_LIMIT_MAX_SITE, .value = 0, .name = "10"},
    };
    struct stage s;

    (void)state;
    run(&s, limits, 4, trace);
    assert_int_equal(s.findings[0].judgement, HPT_BROKEN);
    assert_int_equal(s.findings[0].first.event, 6);
    assert_int_equal(s.findings[1].judgement, HPT_KEPT);
    assert_int_equal(s.findings[1].measured, 200);
    assert_int_equal(s.findings[2].measured, 200);
    assert_int_equal(s.findings[3].measured, 0);
    stage_close(&s);
}

/* A misspelt name must not pass in silence. */
static void a_site_that_never_was_is_told(void **state)
{
    /* trust: 170 */
    const struct hpt_limit limits[] = {
        {.kind = HPT_LIMIT_MAX_SITE, .name = "200", .phase = "rest"},
        {.kind = HPT_LIMIT_MAX_SITE, .name = "101"},
        {.kind = HPT_LIMIT_MAX_SITE, .name = "blocks of 10 bytes"},
        {.kind = HPT_LIMIT_MAX_SITE, .name = "alarm_raise"},
        {.kind = HPT_LIMIT_MAX_SITE, .name = "0x1b9"},
    };
    struct stage s;

    (void)state;
    run(&s, limits, 5, trace);
    assert_int_equal(s.findings[0].presence, HPT_SITE_PRESENT); /* in another phase */
    assert_false(hpt_finding_is_doubtful(&s.findings[0]));
    assert_int_equal(s.findings[1].judgement, HPT_KEPT);
    assert_true(hpt_finding_is_doubtful(&s.findings[1]));
    assert_string_equal(s.findings[1].nearest, "100");
    assert_true(hpt_finding_is_doubtful(&s.findings[2]));
    assert_string_equal(s.findings[2].nearest, "");
    for (size_t i = 3; i < 5; i++) {
        assert_int_equal(s.findings[i].judgement, HPT_UNJUDGED);
        assert_int_equal(s.findings[i].presence, HPT_SITE_NO_CALLERS);
    }
    stage_close(&s);
}

static bool name_session(void *self, uint64_t caller, struct hpt_site_name *n)
{
    static const struct hpt_frame open = {
        .function = {"app::Session::open", 18}, .file = {"session.cpp", 11}, .line = 7};

    (void)self;
    *n = (struct hpt_site_name){.frames = &open, .frame_count = 1};
    return caller == 0x101;
}

/* The nearest is a name that a limit may have as it stands. */
static void the_name_that_was_meant_is_told(void **state)
{
    static const struct {
        const char *name, *nearest;
    } rows[] = {{"open", "app::Session::open"},
                {"Session::open", "app::Session::open"},
                {"app::Sesion::open", "app::Session::open"},
                {"app::Session::open (session.cpp:8)", "app::Session::open (session.cpp:7)"},
                {"app::Session::open (other.cpp)", "app::Session::open (session.cpp)"},
                {"0x100", "0x101"},
                {"close", ""}};
    const struct hpt_namer namer = {.name = name_session};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct hpt_limit limit = {.kind = HPT_LIMIT_MAX_SITE, .name = rows[i].name};
        const struct hpt_limit again = {.kind = HPT_LIMIT_MAX_SITE, .name = rows[i].nearest};
        const struct hpt_limit limits[] = {limit, again};
        struct stage s = {.tracker = hpt_tracker_new(&(struct hpt_options){0}, NULL),
                          .budget = hpt_budget_new(limits, 2, NULL, &namer)};
        const struct hpt_observer observer = hpt_budget_observer(s.budget);
        assert_int_equal(hpt_observe(s.tracker, &observer), HPT_OK);
        feed(s.tracker, "#m:0x20002008;0x101-10\n");
        judge(&s);
        assert_true(hpt_finding_is_doubtful(&s.findings[0]));
        assert_string_equal(s.findings[0].nearest, rows[i].nearest);
        assert_int_equal(s.findings[1].measured, *rows[i].nearest != '\0' ? 10 : 0);
        stage_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kind_is_a_site),
        cmocka_unit_test(a_site_that_never_was_is_told),
        cmocka_unit_test(the_name_that_was_meant_is_told),
    };

    return cmocka_run_group_tests_name("budget_sites", tests, NULL, NULL);
}
