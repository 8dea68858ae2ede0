/* The palettes: that they can be read, and told apart by all kinds of colour vision. */
#include "test.h"

#include "tui/theme.h"

#include <math.h>
#include <stdio.h>

static const double READABLE = 4.5; /* WCAG 2, level AA */

static double linear(uint32_t byte)
{
    double part = (double)byte / 255.0;

    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 0xFF) +
           0.0722 * linear(rgb & 0xFF);
}

static double contrast(uint32_t a, uint32_t b)
{
    double high = luminance(a), low = luminance(b);

    return high > low ? (high + 0.05) / (low + 0.05) : (low + 0.05) / (high + 0.05);
}

static uint32_t rgb(bool is_light, enum ink ink)
{
    return theme_rgb(is_light, ink, is_light ? 0x000000 : 0xD0D0D0);
}

static const enum ink words[] = {INK_PLAIN, INK_DIM, INK_TITLE, INK_GOOD, INK_TIGHT, INK_BAD};

/* Every ink that text is written in. */
static void check_text(bool is_light, uint32_t ground)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_true(contrast(rgb(is_light, words[i]), ground) >= READABLE);
    for (int i = 0; i < INK_SERIES; i++)
        assert_true(contrast(rgb(is_light, (enum ink)(INK_SERIES_FIRST + i)), ground) >= READABLE);
}

static void text_can_be_read_on_its_ground(void **state)
{
    (void)state;
    check_text(false, 0x000000);
    check_text(false, 0x1E1E1E);
    check_text(true, 0xFFFFFF);
}

static void text_can_be_read_on_bars_and_what_is_selected(void **state)
{
    (void)state;
    for (int light = 0; light < 2; light++) {
        check_text(light != 0, rgb(light != 0, INK_BAR));
        check_text(light != 0, rgb(light != 0, INK_SELECT));
    }
}

static void curves_can_be_read_where_they_are_named(void **state)
{
    (void)state;
    for (int ink = INK_CURVE_USED; ink <= INK_NOW; ink++) {
        assert_true(contrast(rgb(false, (enum ink)ink), 0x1E1E1E) >= READABLE);
        assert_true(contrast(rgb(true, (enum ink)ink), 0xFFFFFF) >= READABLE);
    }
}

static void what_is_free_differs_in_lightness_too(void **state)
{
    static const enum ink used[] = {INK_DATA, INK_HEADER, INK_FLASH, INK_CURSOR};

    (void)state;
    for (int light = 0; light < 2; light++)
        for (size_t i = 0; i < sizeof used / sizeof *used; i++)
            assert_true(contrast(rgb(light != 0, used[i]), rgb(light != 0, INK_FREE)) >= 3.0);
    for (int i = 0; i < INK_SERIES; i++)
        for (int light = 0; light < 2; light++)
            assert_true(contrast(rgb(light != 0, (enum ink)(INK_SERIES_FIRST + i)),
                                 rgb(light != 0, INK_FREE)) >= 3.0);
}

/* From the newest on, each nearer to the ground, and none so near as what is free. */
static void ages_are_one_ramp(void **state)
{
    (void)state;
    for (int light = 0; light < 2; light++) {
        uint32_t ground = light != 0 ? 0xFFFFFF : 0x000000;
        double last = 22.0;
        for (int i = 0; i < INK_AGES; i++) {
            double now = contrast(rgb(light != 0, (enum ink)(INK_AGE + i)), ground);
            assert_true(now < last * 0.95);
            last = now;
        }
        assert_true(last > 1.25 * contrast(rgb(light != 0, INK_FREE), ground));
    }
}

/* Red, green and blue as eyes without the middle cones see them, and without the long ones (Viénot,
 * Brettel and Mollon 1999), in linear light. */
static const double blind[2][3][3] = {
    {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}},
    {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
};

static double curve_of_lab(double t)
{
    return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116.0;
}

/* CIE L*a*b* of a colour as an eye sees it; `kind` -1 is one with all cones. */
static void lab_of(uint32_t color, int kind, double lab[static 3])
{
    const double in[] = {linear(color >> 16), linear(color >> 8 & 0xFF), linear(color & 0xFF)};
    double out[3];

    for (int i = 0; i < 3; i++)
        out[i] = kind < 0 ? in[i]
                          : fmax(0, blind[kind][i][0] * in[0] + blind[kind][i][1] * in[1] +
                                        blind[kind][i][2] * in[2]);
    double x = curve_of_lab((0.4124 * out[0] + 0.3576 * out[1] + 0.1805 * out[2]) / 0.9505);
    double y = curve_of_lab(0.2126 * out[0] + 0.7152 * out[1] + 0.0722 * out[2]);
    double z = curve_of_lab((0.0193 * out[0] + 0.1192 * out[1] + 0.9505 * out[2]) / 1.089);
    lab[0] = 116 * y - 16;
    lab[1] = 500 * (x - y);
    lab[2] = 200 * (y - z);
}

static double distance(uint32_t a, uint32_t b, int kind)
{
    double first[3], second[3];

    lab_of(a, kind, first);
    lab_of(b, kind, second);
    return sqrt(pow(first[0] - second[0], 2) + pow(first[1] - second[1], 2) +
                pow(first[2] - second[2], 2));
}

/* 2.3 can just be seen side by side; small patches some way apart need several times that. */
static void check_apart(const enum ink *inks, size_t count, double least)
{
    for (int light = 0; light < 2; light++)
        for (int kind = -1; kind < 2; kind++)
            for (size_t i = 0; i < count; i++)
                for (size_t j = 0; j < i; j++) {
                    double found =
                        distance(rgb(light != 0, inks[i]), rgb(light != 0, inks[j]), kind);
                    if (found < least)
                        print_message("light %d, eye %d: inks %d and %d, %.1f\n", light, kind,
                                      (int)inks[j], (int)inks[i], found);
                    assert_true(found >= least);
                }
}

static void states_curves_and_kinds_are_told_apart_by_every_eye(void **state)
{
    static const enum ink states[] = {INK_GOOD, INK_TIGHT, INK_BAD};
    static const enum ink curves[] = {INK_CURVE_USED, INK_CURVE_LARGEST, INK_CURVE_SCATTERED};
    static const enum ink kinds[] = {INK_FREE,    INK_DATA,  INK_HEADER, INK_ROUNDING,
                                     INK_UNKNOWN, INK_MIXED, INK_FLASH};

    (void)state;
    check_apart(states, sizeof states / sizeof *states, 20);
    check_apart(curves, sizeof curves / sizeof *curves, 20);
    check_apart(kinds, sizeof kinds / sizeof *kinds, 12);
}

static void series_are_told_apart_by_every_eye(void **state)
{
    enum ink series[INK_SERIES];

    (void)state;
    for (int i = 0; i < INK_SERIES; i++)
        series[i] = (enum ink)(INK_SERIES_FIRST + i);
    check_apart(series, INK_SERIES, 12);
}

static void every_ink_is_a_colour_that_there_is(void **state)
{
    (void)state;
    for (int light = 0; light < 2; light++)
        for (int ink = 0; ink < INK_COUNT; ink++) {
            static const int colors[] = {0, 8, 16, 256};
            for (size_t i = 0; i < 4; i++) {
                struct look look = {.colors = colors[i], .is_light = light != 0};
                int color = theme_color(&look, (enum ink)ink);
                assert_in_range((uintmax_t)(color + 1), 0, (uintmax_t)colors[i]);
                assert_true(ink == INK_PLAIN || colors[i] != 256 || color >= 16);
            }
        }
}

static void what_is_selected_shows_without_colours(void **state)
{
    static const int colors[] = {0, 8, 16};
    const struct pen selected = {.back = INK_SELECT}, plain = {0};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct look look = {.colors = colors[i]};
        assert_int_equal(theme_flags(&look, selected) & PEN_REVERSE, PEN_REVERSE);
        assert_int_equal(theme_flags(&look, plain), 0);
    }
    assert_int_equal(theme_flags(&(struct look){.colors = 256}, selected), 0);
}

static void the_ground_is_told_by_colorfgbg(void **state)
{
    (void)state;
    assert_false(theme_is_light(NULL));
    assert_false(theme_is_light(""));
    assert_false(theme_is_light("15"));
    assert_false(theme_is_light("15;0"));
    assert_false(theme_is_light("0;8"));
    assert_false(theme_is_light("0;default"));
    assert_true(theme_is_light("0;7"));
    assert_true(theme_is_light("0;15"));
    assert_true(theme_is_light("0;default;15"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_can_be_read_on_its_ground),
        cmocka_unit_test(text_can_be_read_on_bars_and_what_is_selected),
        cmocka_unit_test(curves_can_be_read_where_they_are_named),
        cmocka_unit_test(what_is_free_differs_in_lightness_too),
        cmocka_unit_test(ages_are_one_ramp),
        cmocka_unit_test(states_curves_and_kinds_are_told_apart_by_every_eye),
        cmocka_unit_test(series_are_told_apart_by_every_eye),
        cmocka_unit_test(every_ink_is_a_colour_that_there_is),
        cmocka_unit_test(what_is_selected_shows_without_colours),
        cmocka_unit_test(the_ground_is_told_by_colorfgbg),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
