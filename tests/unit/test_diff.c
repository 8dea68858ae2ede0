/* Inventories of live blocks by site, and what differs between two. */
#include "capture.h"
#include "written.h"

#include <stdlib.h>

/* A tracker with its census. */
struct stage {
    struct hpt_tracker *tracker;
    struct hpt_census *census;
};

static struct stage stage_open(const struct hpt_namer *namer)
{
    struct stage s = {hpt_tracker_new(&(struct hpt_options){0}, NULL), hpt_census_new(namer)};

    assert_non_null(s.tracker);
    assert_non_null(s.census);
    const struct hpt_observer observer = hpt_census_observer(s.census);
    assert_int_equal(hpt_observe(s.tracker, &observer), HPT_OK);
    return s;
}

/* The inventory of what the text leaves. */
static struct hpt_inventory inventory_of(const char *text, const struct hpt_namer *namer)
{
    struct stage s = stage_open(namer);
    struct hpt_inventory v;

    assert_int_equal(hpt_feed(s.tracker, text, strlen(text), 0, NULL), HPT_OK);
    assert_int_equal(hpt_end(s.tracker), HPT_OK);
    assert_int_equal(hpt_census_take(s.census, hpt_state(s.tracker), &v), HPT_OK);
    hpt_census_free(s.census);
    hpt_tracker_free(s.tracker);
    return v;
}

static void is_change(const struct hpt_site_change *c, enum hpt_fate fate, uint64_t size,
                      uint64_t before, uint64_t after)
{
    assert_int_equal(c->fate, fate);
    assert_int_equal(c->after.size, size);
    assert_int_equal(c->before.size, size);
    assert_int_equal(c->before.bytes, before);
    assert_int_equal(c->after.bytes, after);
}

static const char one[] = "malloc: ALLOCATED: 10 [0x20002000]\n"
                          "malloc: ALLOCATED: 20 [0x20002100]\n"
                          "malloc: ALLOCATED: 20 [0x20002200]\n"
                          "malloc: ALLOCATED: 30 [0x20002300]\n"
                          "malloc: ALLOCATED: 40 [0x20002400]\n"
                          "malloc: ALLOCATED: 8 [0x20002500]\n";
static const char other[] = "malloc: ALLOCATED: 10 [0x20002000]\n"
                            "malloc: ALLOCATED: 20 [0x20002100]\n"
                            "malloc: ALLOCATED: 40 [0x20002400]\n"
                            "malloc: ALLOCATED: 40 [0x20002500]\n"
                            "malloc: ALLOCATED: 8 [0x20002600]\n"
                            "malloc: ALLOCATED: 8 [0x20002700]\n"
                            "malloc: ALLOCATED: 8 [0x20002800]\n"
                            "malloc: ALLOCATED: 50 [0x20002900]\n";

static void tells_what_became_of_each_kind(void **state)
{
    struct hpt_inventory a = inventory_of(one, NULL), b = inventory_of(other, NULL);
    struct hpt_diff d;

    (void)state;
    assert_int_equal(hpt_diff_make(&d, &a, &b, HPT_POLICY_ABS), HPT_OK);
    assert_int_equal(d.change_count, 6);
    is_change(&d.changes[0], HPT_FATE_NEW, 50, 0, 50);
    is_change(&d.changes[1], HPT_FATE_GROWN, 40, 40, 80);
    is_change(&d.changes[2], HPT_FATE_GROWN, 8, 8, 24);
    is_change(&d.changes[3], HPT_FATE_SHRUNK, 20, 40, 20);
    is_change(&d.changes[4], HPT_FATE_GONE, 30, 30, 0);
    is_change(&d.changes[5], HPT_FATE_SAME, 10, 10, 10);
    hpt_diff_release(&d);
    hpt_inventory_release(&a);
    hpt_inventory_release(&b);
}

static void in_percent_another_one_comes_first(void **state)
{
    struct hpt_inventory a = inventory_of(one, NULL), b = inventory_of(other, NULL);
    struct hpt_diff d;

    (void)state;
    assert_int_equal(hpt_diff_make(&d, &a, &b, HPT_POLICY_PERCENT), HPT_OK);
    is_change(&d.changes[1], HPT_FATE_GROWN, 8, 8, 24); /* by 200 percent, the other by 100 */
    is_change(&d.changes[2], HPT_FATE_GROWN, 40, 40, 80);
    hpt_diff_release(&d);
    hpt_inventory_release(&a);
    hpt_inventory_release(&b);
}

/* Names of two builds: the functions `first` and `second` lie elsewhere in each. */
struct build {
    uint64_t first, second, wrapper;
};

static bool name(void *self, uint64_t caller, struct hpt_site_name *n)
{
    static const struct hpt_frame frames[] = {
        {.function = {"first", 5}, .file = {"app.c", 5}, .line = 7},
        {.function = {"second", 6}, .file = {"app.c", 5}, .line = 9},
        {.function = {"malloc", 6}},
    };
    const struct build *b = self;
    size_t which = caller == b->first ? 0 : caller == b->second ? 1 : 2;

    if (which == 2 && caller != b->wrapper)
        return false;
    *n = (struct hpt_site_name){
        .frames = &frames[which], .frame_count = 1, .is_wrapper = which == 2};
    return true;
}

static void is_called(const struct hpt_site_sum *site, const char *wanted)
{
    struct written w = {.size = 0};
    struct hpt_out out = {.self = &w, .write = write_text};

    hpt_write_site(&out, site);
    assert_string_equal(w.text, wanted);
}

static void two_builds_are_compared_by_function(void **state)
{
    struct build old = {0x100, 0x200, 0x300}, new = {0x180, 0x240, 0x380};
    const struct hpt_namer a_names = {.self = &old, .name = name},
                           b_names = {.self = &new, .name = name};
    struct hpt_inventory a = inventory_of("#m:0x20001000;0x100-10\n#m:0x20001100;0x200-20\n"
                                          "#m:0x20001200;0x300-5\n#m:0x20001300;0x400-7\n",
                                          &a_names);
    struct hpt_inventory b = inventory_of("#m:0x20001000;0x180-10\n#m:0x20001100;0x180-10\n"
                                          "#m:0x20001200;0x240-20\n#m:0x20001300;0x380-6\n"
                                          "#m:0x20001400;0x400-7\n",
                                          &b_names);
    struct hpt_diff d;

    (void)state;
    assert_int_equal(hpt_diff_make(&d, &a, &b, HPT_POLICY_ABS), HPT_OK);
    assert_int_equal(d.change_count, 4);
    is_change(&d.changes[0], HPT_FATE_GROWN, 0, 10, 20);
    is_called(&d.changes[0].after, "first (app.c)");
    is_change(&d.changes[1], HPT_FATE_GROWN, 0, 5, 6); /* behind malloc: one site, of any size */
    is_called(&d.changes[1].after, "malloc (caller not in the trace)");
    assert_int_equal(d.changes[2].fate, HPT_FATE_SAME); /* second, and 0x400 without a name */
    assert_int_equal(d.changes[3].fate, HPT_FATE_SAME);
    hpt_diff_release(&d);
    hpt_inventory_release(&a);
    hpt_inventory_release(&b);
}

/* Of every capture: all that lives is in the inventory, and it does not differ from itself. */
static void an_inventory_has_all_that_lives(void **state)
{
    static const char *const names[] = {"v1-corners",          "v1-badge-oom",
                                        "v1-badge-resets",     "v1-badge-isr",
                                        "mbed-greenhouse-oom", "v1-badge-doublefree"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct stage s = stage_open(NULL);
        struct hpt_inventory v;
        struct hpt_diff d;
        uint64_t blocks = 0, sum = 0;
        capture_feed(s.tracker, names[i], 4096);
        assert_int_equal(hpt_end(s.tracker), HPT_OK);
        assert_int_equal(hpt_census_take(s.census, hpt_state(s.tracker), &v), HPT_OK);
        for (size_t n = 0; n < v.site_count; n++) {
            blocks += v.sites[n].blocks;
            sum += v.sites[n].bytes;
        }
        assert_int_equal(blocks, v.state.live_blocks);
        assert_int_equal(sum, v.state.live_bytes);
        assert_int_equal(hpt_diff_make(&d, &v, &v, HPT_POLICY_ABS), HPT_OK);
        assert_int_equal(d.change_count, v.site_count);
        for (size_t n = 0; n < d.change_count; n++)
            assert_int_equal(d.changes[n].fate, HPT_FATE_SAME);
        hpt_diff_release(&d);
        hpt_inventory_release(&v);
        hpt_census_free(s.census);
        hpt_tracker_free(s.tracker);
    }
}

static void a_site_has_one_name(void **state)
{
    static const struct {
        struct hpt_site_sum site;
        const char *name;
    } rows[] = {
        {{.size = 1}, "blocks of 1 byte"},
        {{.size = 0}, "blocks of 0 bytes"},
        {{.caller = 0x1b9}, "0x1b9"},
        {{.is_rest = true}, "all other sites"},
        {{.function = {"f", 1}, .line = 4}, "f"},
        {{.function = {"f", 1}, .file = {"a.c", 3}, .line = 4}, "f (a.c:4)"},
        {{.function = {"f", 1}, .file = {"a.c", 3}}, "f (a.c)"},
        {{.function = {"f", 1}, .file = {"a.c", 3}, .is_wrapper = true},
         "f (caller not in the trace)"},
        {{.function = {"std::map<int, std::vector<char> >::operator[](std::set<int> const&)", 67}},
         "std::map<...>::operator[](std::set<...> const&)"},
        {{.function = {"app::operator<< <std::vector<Reading, std::allocator<Reading> > >", 65}},
         "app::operator<< <...>"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        is_called(&rows[i].site, rows[i].name);
}

static void the_site_of_a_call_has_its_line(void **state)
{
    struct build b = {0x100, 0x200, 0x300};
    const struct hpt_namer namer = {.self = &b, .name = name};
    struct hpt_site_sum first = hpt_site_of(0x100, 0, &namer), none = hpt_site_of(0x400, 0, &namer),
                        kind = hpt_site_of(0, 56, &namer), plain = hpt_site_of(0x100, 0, NULL);

    (void)state;
    is_called(&first, "first (app.c:7)");
    is_called(&none, "0x400");
    is_called(&kind, "blocks of 56 bytes");
    is_called(&plain, "0x100");
}

static void nothing_of_a_name_acts_on_a_screen(void **state)
{
    static const char wild[] = "a\x1b[2J\xc2\x9b"
                               "b";
    const struct hpt_site_sum site = {.function = {wild, sizeof wild - 1}, .caller = 1};
    struct written w = {.size = 0};
    struct hpt_out out = {.self = &w, .write = write_text};

    (void)state;
    hpt_write_site(&out, &site);
    assert_string_equal(w.text, "a?[2J??b");
}

static void a_long_name_is_written_whole(void **state)
{
    struct written w = {.size = 0};
    struct hpt_out out = {.self = &w, .write = write_text};
    char name[1003];

    (void)state;
    for (size_t i = 0; i + 1 < sizeof name; i += 2)
        memcpy(name + i, "\xc3\xa4", 2);
    const struct hpt_site_sum site = {.function = {name, 1002}};
    hpt_write_site(&out, &site);
    assert_int_equal(w.size, 1002);
    assert_memory_equal(w.text, name, 1002);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_became_of_each_kind),
        cmocka_unit_test(in_percent_another_one_comes_first),
        cmocka_unit_test(two_builds_are_compared_by_function),
        cmocka_unit_test(an_inventory_has_all_that_lives),
        cmocka_unit_test(a_site_has_one_name),
        cmocka_unit_test(the_site_of_a_call_has_its_line),
        cmocka_unit_test(nothing_of_a_name_acts_on_a_screen),
        cmocka_unit_test(a_long_name_is_written_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
