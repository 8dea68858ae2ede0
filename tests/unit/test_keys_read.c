/* Bytes and codes of a terminal become keys. What a terminal sends is tested in
 * tests/pty/test_term.py; here what none should. */
#include "test.h"

#include "tui/key_codes.h"

#include <stdio.h>

struct told {
    size_t count;
    struct key keys[64];
};

static void tell(void *self, const struct key *key)
{
    struct told *told = self;

    assert_in_range(told->count, 0, 63);
    told->keys[told->count++] = *key;
}

static struct key_reader reader(struct told *told)
{
    *told = (struct told){0};
    return (struct key_reader){.self = told, .key = tell};
}

static void take_text(struct key_reader *r, const char *text)
{
    for (; *text != '\0'; text++)
        key_reader_take(r, (unsigned char)*text);
}

/* The characters that come of a text, at rest after it. */
static void check_text(const char *typed, const char *wanted)
{
    struct told told;
    struct key_reader r = reader(&told);

    take_text(&r, typed);
    key_reader_rest(&r);
    assert_int_equal(told.count, strlen(wanted));
    for (size_t i = 0; i < told.count; i++) {
        assert_int_equal(told.keys[i].kind, KEY_CHARACTER);
        assert_int_equal(told.keys[i].code, (unsigned char)wanted[i]);
    }
}

static void an_escape_is_a_key_when_nothing_follows(void **state)
{
    (void)state;
    check_text("\033", "\033");
    check_text("\033\033", "\033\033");
    check_text("\033[", "\033[");
    check_text("\033O", "\033O");
    check_text("\033q", "\033q");
}

static void a_key_that_nobody_knows_is_no_letters(void **state)
{
    (void)state;
    check_text("\033[27;5;113~", "");
    check_text("\033[?62;4ca", "a");
    check_text("\033Oqb", "b");
    check_text("\033[12\033[34~c", "c");
}

static void what_is_no_utf8_is_passed_over(void **state)
{
    (void)state;
    check_text("\x80\xFF\xC0\xAFz", "z");
    check_text("\xE6\x97z", "z");
    check_text("\xE6\x97\033x", "\033x");
}

/* A report of the mouse; the kinds that come of it, as letters. */
static void check_mouse(const char *report, const char *wanted)
{
    static const char letters[KEY_KIND_COUNT] = {
        [KEY_PRESS] = 'p',    [KEY_DRAG] = 'd',       [KEY_RELEASE] = 'r',
        [KEY_WHEEL_UP] = 'u', [KEY_WHEEL_DOWN] = 'w', [KEY_CHARACTER] = 'c',
    };
    struct told told;
    struct key_reader r = reader(&told);

    for (; *report != '\0'; report++)
        key_reader_take(&r, *report == '<' ? KEY_CODE_MOUSE : (unsigned char)*report);
    assert_int_equal(told.count, strlen(wanted));
    for (size_t i = 0; i < told.count; i++)
        assert_int_equal(letters[told.keys[i].kind], wanted[i]);
}

static void the_mouse_is_followed_while_its_first_button_is_down(void **state)
{
    (void)state;
    check_mouse("<0;1;1M<32;2;1M<32;3;1M<0;3;1m", "pddr");
    check_mouse("<32;2;1M<0;3;1m", "");
    check_mouse("<35;2;1M<1;1;1M<1;1;1m<2;1;1M<2;1;1m", "");
    check_mouse("<64;1;1M<65;1;1M<66;1;1M<67;1;1M<128;1;1M", "uw");
    check_mouse("<20;1;1M<52;1;1M<4;1;1m", "pdr");
}

static void a_report_that_makes_no_sense_is_dropped(void **state)
{
    (void)state;
    check_mouse("<;;M<0;1M<0;1;1;1M<0;99999999999;1Ma", "c");
    check_mouse("<0;1;1x<0;1;", "");
    check_mouse("<000000000000000000000000000000000000;1;1Mq", "c");
}

static void old_reports_have_three_bytes(void **state)
{
    struct told told;
    struct key_reader r = reader(&told);
    static const int bytes[] = {32, 255, 33, 64, 34, 35, 35, 33, 33, 96, 33, 33};

    (void)state;
    for (size_t i = 0; i < 12; i++) {
        if (i % 3 == 0)
            key_reader_take(&r, KEY_CODE_MOUSE_OLD);
        key_reader_take(&r, bytes[i]);
    }
    assert_int_equal(told.count, 4);
    assert_int_equal(told.keys[0].kind, KEY_PRESS);
    assert_int_equal(told.keys[0].column, 222);
    assert_int_equal(told.keys[1].kind, KEY_DRAG);
    assert_int_equal(told.keys[1].row, 2);
    assert_int_equal(told.keys[2].kind, KEY_RELEASE);
    assert_int_equal(told.keys[3].kind, KEY_WHEEL_UP);
}

/* Whatever comes, no key is told that there is none of. */
static void any_codes_are_taken(void **state)
{
    struct told told;
    struct key_reader r = reader(&told);
    uint32_t random = 1;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        random = random * 1664525u + 1013904223u;
        key_reader_take(&r, (int)(random >> 8) % ((random & 1) != 0 ? 256 : 1600));
        if (random % 7 == 0)
            key_reader_rest(&r);
        for (size_t k = 0; k < told.count; k++) {
            assert_in_range(told.keys[k].kind, 0, KEY_KIND_COUNT - 1);
            assert_in_range(told.keys[k].row, 0, 0xFFFF);
            assert_in_range(told.keys[k].column, 0, 0xFFFF);
        }
        told.count = 0;
    }
}

static void shift_is_one_of_the_modifiers(void **state)
{
    int left = 0;

    (void)state;
    for (const struct key_name *k = key_names; k->name != NULL; k++)
        if (strcmp(k->name, "kLFT") == 0)
            left = k->code;
    assert_int_equal(left, KEY_CODE_KEY + 2 * KEY_LEFT + 1);
    assert_int_equal(key_code_with(left, 2), left);
    assert_int_equal(key_code_with(left, 5), left - 1);
    assert_int_equal(key_code_with(left - 1, 6), left);
    assert_int_equal(key_code_with(left - 1, 3), left - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_escape_is_a_key_when_nothing_follows),
        cmocka_unit_test(a_key_that_nobody_knows_is_no_letters),
        cmocka_unit_test(what_is_no_utf8_is_passed_over),
        cmocka_unit_test(the_mouse_is_followed_while_its_first_button_is_down),
        cmocka_unit_test(a_report_that_makes_no_sense_is_dropped),
        cmocka_unit_test(old_reports_have_three_bytes),
        cmocka_unit_test(any_codes_are_taken),
        cmocka_unit_test(shift_is_one_of_the_modifiers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
