/* Byte maps in picocom's manner, UTF-8, runs of printable text, figures. */
#include "base/bytemap.h"
#include "base/printable.h"
#include "base/put.h"
#include "base/utf8.h"
#include "test.h"

#include <inttypes.h>
#include <stdio.h>

static const struct map_row {
    const char *list;
    const char *in;
    const char *out;
} maps[] = {
    {"crlf", "a\r\nb", "a\n\nb"},
    {"crcrlf", "a\rb", "a\r\nb"},
    {"igncr", "a\r\nb", "a\nb"},
    {"lfcr", "a\nb", "a\rb"},
    {"lfcrlf", "a\nb", "a\r\nb"},
    {"ignlf", "a\r\nb", "a\rb"},
    {"bsdel", "a\bb",
     "a\x7f"
     "b"},
    {"delbs",
     "a\x7f"
     "b",
     "a\bb"},
    {"spchex", "\x01\x1b\x7f\r\n\t ", "[01][1b][7f]\r\n\t "},
    {"tabhex", "a\tb", "a[09]b"},
    {"crhex", "a\r\n", "a[0d]\n"},
    {"lfhex", "a\r\n", "a\r[0a]"},
    {"8bithex", "a\x80\xff", "a[80][ff]"},
    {"nrmhex", "a ~\n", "[61][20][7e]\n"},
    /* The first of the manual's order counts, wherever it stands in the list. */
    {"crhex,crlf", "\r", "\n"},
    {"igncr,crcrlf", "\r", "\r\n"},
    {"spchex,delbs", "\x7f\x01", "\b[01]"},
    {"ignlf,bsdel,crlf", "\r\n\b", "\n\x7f"},
};

static void maps_are_those_of_picocom(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        struct hpt_byte_map map;
        struct hpt_str unknown, in = {maps[i].in, strlen(maps[i].in)};
        char out[64];
        bytemap_init(&map);
        assert_true(bytemap_parse(&map, maps[i].list, &unknown));
        out[bytemap_apply(&map, &in, out, sizeof out - 1)] = '\0';
        assert_int_equal(in.len, 0);
        assert_string_equal(out, maps[i].out);
    }
}

static void unknown_names_are_named(void **state)
{
    static const char *const lists[] = {"", "crlf,", ",crlf", "crlf,foo,bar", "crl", "CRLF"};
    static const char *const named[] = {"", "", "", "foo", "crl", "CRLF"};
    struct hpt_byte_map map;
    struct hpt_str unknown;

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        bytemap_init(&map);
        assert_false(bytemap_parse(&map, lists[i], &unknown));
        assert_int_equal(unknown.len, strlen(named[i]));
        assert_memory_equal(unknown.at, named[i], unknown.len);
    }
}

static void a_small_room_takes_a_part(void **state)
{
    struct hpt_byte_map map;
    struct hpt_str unknown, in = {"abcdef", 6};
    char out[64];

    (void)state;
    bytemap_init(&map);
    assert_true(bytemap_parse(&map, "nrmhex", &unknown));
    size_t length = bytemap_apply(&map, &in, out, 16);
    assert_int_equal(length, 12);
    assert_int_equal(in.len, 3);
}

static void a_chain_is_one_map_after_the_other(void **state)
{
    struct hpt_byte_map map, then;
    struct hpt_str unknown, in = {"\xe4\r\x01", 3};
    char out[64];

    (void)state;
    bytemap_init(&map);
    bytemap_init(&then);
    assert_true(bytemap_parse(&map, "crcrlf,spchex", &unknown));
    then.to[0xE4] = (struct hpt_mapped){2, "\xc3\xa4"};
    bytemap_chain(&map, &then);
    out[bytemap_apply(&map, &in, out, sizeof out - 1)] = '\0';
    assert_string_equal(out, "\xc3\xa4\r\n[01]");
}

static void utf_8_is_that_of_the_standard(void **state)
{
    uint32_t code;
    size_t length;

    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        char text[4];
        size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const uint8_t first[] = {0, 0, 0xC0, 0xE0, 0xF0};
        for (size_t i = size; i-- > 0;)
            text[i] = (char)(i == 0 ? first[size] | c >> 6 * (size - 1)
                                    : 0x80 | (c >> 6 * (size - 1 - i) & 0x3F));
        bool is_surrogate = c >= 0xD800 && c < 0xE000;
        enum utf8_kind kind = utf8_take((struct hpt_str){text, size}, &length, &code);
        assert_int_equal(kind, is_surrogate ? UTF8_INVALID : UTF8_CHARACTER);
        if (is_surrogate)
            continue;
        assert_int_equal(code, c);
        assert_int_equal(length, size);
        for (size_t part = 1; part < size; part++)
            assert_int_equal(utf8_take((struct hpt_str){text, part}, &length, &code), UTF8_MORE);
    }
}

static void printable_runs_end_at_the_first_other_byte(void **state)
{
    char text[70];

    (void)state;
    for (size_t size = 0; size < sizeof text; size++)
        for (size_t place = 0; place <= size; place++)
            for (unsigned c = 0; c < 256; c++) {
                bool is_printable = c >= ' ' && c <= '~';
                memset(text, '~', sizeof text);
                if (place < size)
                    text[place] = (char)c;
                const char *want = text + (is_printable ? size : place);
                assert_ptr_equal(printable_end(text, text + size), want);
                assert_ptr_equal(printable_end_plain(text, text + size), want);
            }
}

/* As printf writes it, for every number of digits, and every digit at every place. */
static void hex_is_that_of_printf(void **state)
{
    char want[PUT_NUMBER + 1], got[PUT_NUMBER + 1];

    (void)state;
    for (unsigned place = 0; place < 16; place++)
        for (uint64_t digit = 0; digit < 16; digit++)
            for (unsigned below = 0; below < 2; below++) {
                uint64_t one = UINT64_C(1) << 4 * place;
                uint64_t value = digit * one + (below > 0 ? one - 1 : 0);
                snprintf(want, sizeof want, "%8" PRIx64, value);
                *put_hex8(got, value) = '\0';
                assert_string_equal(got, want);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_are_those_of_picocom),
        cmocka_unit_test(unknown_names_are_named),
        cmocka_unit_test(a_small_room_takes_a_part),
        cmocka_unit_test(a_chain_is_one_map_after_the_other),
        cmocka_unit_test(utf_8_is_that_of_the_standard),
        cmocka_unit_test(printable_runs_end_at_the_first_other_byte),
        cmocka_unit_test(hex_is_that_of_printf),
    };

    return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
