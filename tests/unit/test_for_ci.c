/* What CI reads of a check: annotations and JUnit, of a device that means harm. */
#include "written.h"

/* A device that knows what its output is put into. */
static const struct hpt_finding hostile = {
    .limit = {.kind = HPT_LIMIT_ALLOW_RESTARTS,
              .phase = "a,b:c%\n::warning::]]>",
              .file = "x,y:z.ini",
              .line = 7},
    .judgement = HPT_BROKEN,
    .measured = 1,
    .first = {.event = 3, .line = 4, .run = 1},
    .text = "\"<&>' \x1b[31m \xff\xef\xbf\xbf 100%\r\n::error::x",
};

static void annotations_cannot_be_forged(void **state)
{
    /* trust: 125 */
    const struct hpt_outcome outcome = {.input = "log", .findings = &hostile, .finding_count = 1};
    struct written w = {.size = 0};
    struct hpt_out out = {.self = &w, .write = write_text};

    (void)state;
    hpt_write_github(&out, &outcome);
    assert_memory_equal(w.text, "::error file=x%2Cy%3Az.ini,line=7,title=heap budget::", 53);
    assert_ptr_equal(strchr(w.text, '\n'), w.text + w.size - 1);
    assert_null(strchr(w.text, '\r'));
    assert_non_null(strstr(w.text, "100%25"));
}

static void junit_holds_characters_of_xml_alone(void **state)
{
    /* trust: 125 */
    const struct hpt_outcome outcome = {
        .input = "<\"log\">\x01", .findings = &hostile, .finding_count = 1};
    struct written w = {.size = 0};
    struct hpt_out out = {.self = &w, .write = write_text};

    (void)state;
    hpt_write_junit(&out, &outcome);
    assert_non_null(strstr(w.text, "&lt;&quot;log&quot;&gt;\xEF\xBF\xBD"));
    assert_non_null(strstr(w.text, "&quot;&lt;&amp;&gt;' ?[31m \xEF\xBF\xBD\xEF\xBF\xBD 100%??"));
    for (size_t i = 0; i < w.size; i++)
        assert_true(w.text[i] == '\n' || (unsigned char)w.text[i] >= ' ');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(annotations_cannot_be_forged),
        cmocka_unit_test(junit_holds_characters_of_xml_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
