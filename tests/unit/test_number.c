/* Numbers of trace lines, read in one go: against strtoull, at all edges. */
#include "test.h"
#include "trace/number.h"

#include <stdio.h>
#include <stdlib.h>

/* The bytes that are looked at lie at the end of their memory: what is read behind them shows. */
static struct number read(struct number (*reader)(const char *), const char *text, char behind,
                          size_t *length)
{
    char *bytes = malloc(NUMBER_ROOM);

    assert_non_null(bytes);
    memset(bytes, behind, NUMBER_ROOM);
    size_t len = strlen(text) < NUMBER_ROOM ? strlen(text) : NUMBER_ROOM;
    memcpy(bytes, text, len);
    struct number n = reader(bytes);
    *length = n.end != NULL ? (size_t)(n.end - bytes) : 0;
    free(bytes);
    return n;
}

static struct number decimal(const char *at)
{
    return number_decimal(at);
}

static struct number hex(const char *at)
{
    return number_hex(at);
}

static void expect(struct number (*reader)(const char *), const char *text, size_t digits,
                   uint64_t value)
{
    static const char behind[] = {']', '\n', '\r', ' ',    '/',    ':',    '@',    'G',
                                  '`', 'g',  '\0', '\x7f', '\x80', '\xb0', '\xb9', '\xff'};

    for (size_t i = 0; i < sizeof behind; i++) {
        size_t length;
        struct number n = read(reader, text, behind[i], &length);
        assert_int_equal(length, digits);
        if (digits > 0)
            assert_int_equal(n.value, value);
    }
}

static void decimals_of_1_to_18_digits_are_read(void **state)
{
    static const char *const texts[] = {"9", "1", "0", "1234567890", "9876543210"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t digits = 1; digits <= NUMBER_DECIMAL_MAX; digits++) {
            char text[NUMBER_ROOM + 1] = "";
            for (size_t j = 0; j < digits; j++)
                text[j] = texts[i][j % strlen(texts[i])];
            expect(decimal, text, digits, strtoull(text, NULL, 10));
        }
}

static void zeros_may_lead(void **state)
{
    (void)state;
    expect(decimal, "007", 3, 7);
    expect(decimal, "0000", 4, 0);
    expect(decimal, "00000", 5, 0);
    expect(decimal, "000000000000000012", 18, 12);
    expect(hex, "0", 1, 0);
    expect(hex, "00000000", 8, 0);
    expect(hex, "0000000f", 8, 15);
    expect(hex, "00f", 3, 15);
}

static void longer_decimals_are_left_to_others(void **state)
{
    (void)state;
    expect(decimal, "0000000000000000000", 0, 0);
    expect(decimal, "1234567890123456789", 0, 0);
    expect(decimal, "18446744073709551615", 0, 0);
}

static void hex_of_1_to_8_digits_is_read(void **state)
{
    static const char *const texts[] = {"f", "F", "0", "9", "a", "2000abcd", "FEDC9876"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t digits = 1; digits <= NUMBER_HEX_MAX; digits++) {
            char text[NUMBER_ROOM + 1] = "";
            for (size_t j = 0; j < digits; j++)
                text[j] = texts[i][j % strlen(texts[i])];
            expect(hex, text, digits, strtoull(text, NULL, 16));
        }
}

static void longer_hex_is_left_to_others(void **state)
{
    (void)state;
    expect(hex, "000000000", 0, 0);
    expect(hex, "123456789", 0, 0);
    expect(hex, "ffffffff20002bb0", 0, 0);
}

static bool is_hex(int c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Whatever stands behind the byte that ends a number. */
static void any_byte_but_a_digit_ends_a_number(void **state)
{
    static const char *const rests[] = {"00000000000", "99999999999",
                                        "\xff\xff\xff\xff\xff\xff\xff"};
    char text[NUMBER_ROOM + 1];

    (void)state;
    for (int c = 1; c < 256; c++)
        for (int front = 0; front < 8; front++)
            for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
                snprintf(text, sizeof text, "%.*s%c%s", front, "91827364", c, rests[i]);
                char digits[9] = "";
                memcpy(digits, "91827364", (size_t)front);
                if (c < '0' || c > '9')
                    expect(decimal, text, (size_t)front, strtoull(digits, NULL, 10));
                if (!is_hex(c))
                    expect(hex, text, (size_t)front, strtoull(digits, NULL, 16));
            }
}

static void every_number_of_five_digits_is_read(void **state)
{
    char bytes[NUMBER_ROOM];

    (void)state;
    for (unsigned value = 0; value < 100000; value++) {
        memset(bytes, ' ', sizeof bytes);
        int length = snprintf(bytes, sizeof bytes, "%u", value);
        struct number n = number_decimal(bytes);
        assert_true(n.value == value && n.end == bytes + length);
        length = snprintf(bytes, sizeof bytes, "%x", value);
        n = number_hex(bytes);
        assert_true(n.value == value && n.end == bytes + length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_of_1_to_18_digits_are_read),
        cmocka_unit_test(zeros_may_lead),
        cmocka_unit_test(longer_decimals_are_left_to_others),
        cmocka_unit_test(hex_of_1_to_8_digits_is_read),
        cmocka_unit_test(longer_hex_is_left_to_others),
        cmocka_unit_test(any_byte_but_a_digit_ends_a_number),
        cmocka_unit_test(every_number_of_five_digits_is_read),
    };

    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
