/* Keys as state changes: what each makes of the app, and what it wishes. */
#include "shown.h"

#include "travel/travel.h"
#include "tui/keys.h"

static struct key character(uint32_t code)
{
    return (struct key){.kind = KEY_CHARACTER, .code = code};
}

/* A key at the end of a capture, in the view as it begins. */
static const struct wish_row {
    const char *name;
    struct key key;
    enum wish wish;
    int64_t count;
    bool follows;       /* afterwards */
    const char *before; /* typed first; NULL: nothing */
} wish_rows[] = {
    {"a blank pauses", {.kind = KEY_CHARACTER, .code = ' '}, WISH_PAUSE, 0, false, NULL},
    {"and follows again", {.kind = KEY_CHARACTER, .code = ' '}, WISH_FOLLOW, 0, true, " "},
    {"left", {.kind = KEY_LEFT}, WISH_STEP, -1, false, NULL},
    {"right", {.kind = KEY_RIGHT}, WISH_STEP, 1, false, NULL},
    {"left in a sheet", {.kind = KEY_LEFT}, WISH_STEP, -1, false, "e"},
    {"shift-left", {.kind = KEY_LEFT, .shift = true}, WISH_STOP, -1, false, NULL},
    {"shift-right", {.kind = KEY_RIGHT, .shift = true}, WISH_STOP, 1, false, NULL},
    {"[", {.kind = KEY_CHARACTER, .code = '['}, WISH_STOP, -1, false, NULL},
    {"]", {.kind = KEY_CHARACTER, .code = ']'}, WISH_STOP, 1, false, NULL},
    {"home", {.kind = KEY_HOME}, WISH_GO, 0, false, NULL},
    {"end", {.kind = KEY_END}, WISH_FOLLOW, 0, true, " "},
    {"G", {.kind = KEY_CHARACTER, .code = 'G'}, WISH_FOLLOW, 0, true, " "},
    {"<", {.kind = KEY_CHARACTER, .code = '<'}, WISH_GO, 0, false, NULL},
    {">", {.kind = KEY_CHARACTER, .code = '>'}, WISH_FOLLOW, 0, true, " "},
    {"e", {.kind = KEY_CHARACTER, .code = 'e'}, WISH_EXPLAIN, 0, true, NULL},
    {"e again closes", {.kind = KEY_CHARACTER, .code = 'e'}, WISH_NOTHING, 0, true, "e"},
    {"d without a base", {.kind = KEY_CHARACTER, .code = 'd'}, WISH_BASE, 1, true, NULL},
    {"n without a search", {.kind = KEY_CHARACTER, .code = 'n'}, WISH_NOTHING, 0, true, NULL},
    {"n after a search", {.kind = KEY_CHARACTER, .code = 'n'}, WISH_SEARCH, 1, false, "/up\r"},
    {"N after a search", {.kind = KEY_CHARACTER, .code = 'N'}, WISH_SEARCH, -1, false, "/up\r"},
    {"q", {.kind = KEY_CHARACTER, .code = 'q'}, WISH_QUIT, 0, true, NULL},
    {"q closes a sheet first", {.kind = KEY_CHARACTER, .code = 'q'}, WISH_NOTHING, 0, true, "?"},
    {"Ctrl-C", {.kind = KEY_CHARACTER, .code = 3}, WISH_QUIT, 0, true, NULL},
    {"Ctrl-C in a sheet", {.kind = KEY_CHARACTER, .code = 3}, WISH_QUIT, 0, true, "?"},
    {"Ctrl-Z", {.kind = KEY_CHARACTER, .code = 26}, WISH_SUSPEND, 0, true, NULL},
    {"Ctrl-L", {.kind = KEY_CHARACTER, .code = 12}, WISH_REDRAW, 0, true, NULL},
    {"v leads nowhere", {.kind = KEY_CHARACTER, .code = 'v'}, WISH_NOTHING, 0, true, NULL},
    {"an unknown key", {.kind = KEY_CHARACTER, .code = 'Q'}, WISH_NOTHING, 0, true, NULL},
};

static void a_key_wishes(void **state)
{
    const struct wish_row *r = *state;
    static struct shown v;

    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    if (r->before != NULL)
        (void)shown_type(&v, r->before);
    if (strchr("n", r->name[0]) && r->before != NULL)
        v.w.app.is_following = true;
    struct request got = shown_press(&v, &r->key);
    assert_int_equal(got.wish, r->wish);
    assert_int_equal(got.count, r->count);
    assert_int_equal(v.w.app.is_following, r->follows);
    shown_close(&v);
}

static void the_monitor_is_gone_back_to(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    v.w.app.in_monitor = true;
    assert_int_equal(shown_type(&v, "v").wish, WISH_LEAVE);
    assert_int_equal(shown_type(&v, "q").wish, WISH_LEAVE);
    assert_int_equal(shown_type(&v, "\x03").wish, WISH_QUIT);
    shown_close(&v);
}

static void lists_are_opened_and_scrolled(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    for (int tab = 0; tab < TAB_COUNT; tab++) {
        struct key digit = character((uint32_t)('1' + tab));
        (void)shown_press(&v, &digit);
        assert_int_equal(v.w.app.tab, tab);
    }
    (void)shown_type(&v, "\t");
    assert_int_equal(v.w.app.tab, TAB_EVENTS);
    (void)shown_press(&v, &(struct key){.kind = KEY_BACK_TAB});
    assert_int_equal(v.w.app.tab, TAB_LOG);
    (void)shown_type(&v, "2jjj");
    assert_int_equal(v.w.app.row[TAB_BLOCKS], 3);
    assert_int_equal(v.w.app.selected, v.w.gather.blocks[3].address);
    (void)shown_press(&v, &(struct key){.kind = KEY_PAGE_DOWN});
    size_t row = v.w.app.row[TAB_BLOCKS];
    assert_true(row > 3);
    assert_true(v.w.app.top[TAB_BLOCKS] <= row);
    assert_true(row < v.w.app.top[TAB_BLOCKS] + list_rows_shown(&v.w.app));
    for (int i = 0; i < 300; i++)
        (void)shown_press(&v, &(struct key){.kind = KEY_PAGE_DOWN});
    assert_int_equal(v.w.app.row[TAB_BLOCKS], v.w.gather.block_count - 1);
    for (int i = 0; i < 300; i++)
        (void)shown_press(&v, &(struct key){.kind = KEY_PAGE_UP});
    assert_int_equal(v.w.app.row[TAB_BLOCKS], 0);
    shown_close(&v);
}

static void what_is_selected_stays(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    (void)shown_type(&v, "2jjjjj");
    uint64_t address = v.w.app.selected;
    v.w.app.sort[TAB_BLOCKS] = BLOCKS_BY_REQUESTED; /* another instant has other rows, too */
    shown_again(&v);
    assert_int_equal(v.w.gather.blocks[v.w.app.row[TAB_BLOCKS]].address, address);
    assert_null(filter_parse(&v.w.app.filter, "size:1000000"));
    shown_again(&v);
    assert_int_equal(v.w.app.row[TAB_BLOCKS], 0);
    shown_close(&v);
}

static void enter_goes_to_the_event(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    struct request r = shown_type(&v, "1jj\r");
    assert_int_equal(r.wish, WISH_GO);
    assert_int_equal(r.goal.number, v.w.show.state->event - 2);
    assert_false(v.w.app.is_following);
    r = shown_type(&v, "2jj\r"); /* moving has selected it */
    assert_int_equal(r.goal.number, v.w.gather.blocks[2].event);
    uint64_t size = v.w.gather.sites[0].size;
    assert_int_equal(shown_type(&v, "4\r").wish, WISH_NOTHING);
    assert_true(v.w.app.filter.by_size);
    assert_int_equal(v.w.app.filter.size_least, size);
    shown_close(&v);
}

static void sorting_goes_round(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    (void)shown_type(&v, "2sssss");
    assert_int_equal(v.w.app.sort[TAB_BLOCKS], BLOCKS_BY_ADDRESS);
    (void)shown_type(&v, "s");
    assert_int_equal(v.w.app.sort[TAB_BLOCKS], BLOCKS_BY_REQUESTED);
    (void)shown_type(&v, "1s");
    assert_int_equal(v.w.app.sort[TAB_EVENTS], 0);
    assert_non_null(strstr(v.w.app.message, "one order"));
    shown_close(&v);
}

static void the_map_takes_the_arrows_until_escape(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    (void)shown_type(&v, "o");
    assert_int_equal(v.w.app.focus, FOCUS_MAP);
    uint64_t first = v.w.app.selected;
    assert_int_not_equal(first, 0);
    assert_int_equal(shown_press(&v, &(struct key){.kind = KEY_RIGHT}).wish, WISH_NOTHING);
    assert_int_not_equal(v.w.app.selected, first);
    assert_int_equal(shown_press(&v, &(struct key){.kind = KEY_RIGHT, .shift = true}).wish,
                     WISH_STOP);
    uint64_t address = v.w.app.selected;
    (void)shown_type(&v, "\r");
    assert_int_equal(v.w.app.focus, FOCUS_LIST);
    assert_int_equal(lists[v.w.app.tab]->key(&v.w.show, v.w.app.row[v.w.app.tab]), address);
    (void)shown_type(&v, "o\x1b");
    assert_int_equal(v.w.app.focus, FOCUS_LIST);
    assert_int_equal(shown_press(&v, &(struct key){.kind = KEY_RIGHT}).wish, WISH_STEP);
    shown_close(&v);
}

static void an_unknown_key_says_so_until_the_next(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    (void)shown_type(&v, "Q");
    assert_string_equal(v.w.app.message, "Q does nothing here; ? shows the keys");
    (void)shown_type(&v, "\x05");
    assert_string_equal(v.w.app.message, "Ctrl-E does nothing here; ? shows the keys");
    (void)shown_type(&v, "?");
    assert_string_equal(v.w.app.message, "");
    shown_close(&v);
}

static struct request click(struct shown *v, enum key_kind kind, int row, int column)
{
    return shown_press(v, &(struct key){.kind = kind, .row = row, .column = column});
}

static void the_mouse_reaches_all_of_it(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 40, 160);
    shown_capture(&v, "v1-badge-oom", 0);
    struct layout l = layout_of(&v.grid, &v.w.app);
    (void)click(&v, KEY_PRESS, l.tabs.row, l.tabs.column + 12);
    assert_int_equal(v.w.app.tab, TAB_BLOCKS);
    (void)click(&v, KEY_PRESS, l.list.row + 3, l.list.column + 5);
    assert_int_equal(v.w.app.row[TAB_BLOCKS], 2);
    assert_int_equal(v.w.app.selected, v.w.gather.blocks[2].address);
    assert_int_equal(click(&v, KEY_PRESS, l.list.row + 3, l.list.column).wish, WISH_GO);
    (void)click(&v, KEY_WHEEL_DOWN, l.list.row + 3, l.list.column);
    assert_int_equal(v.w.app.top[TAB_BLOCKS], 3);
    (void)click(&v, KEY_WHEEL_UP, l.list.row + 3, l.list.column);
    assert_int_equal(v.w.app.top[TAB_BLOCKS], 0);
    (void)click(&v, KEY_PRESS, l.map.row + 1, l.map.column + 20);
    assert_int_equal(v.w.app.focus, FOCUS_MAP);
    int axis = l.curves.row + l.curves.rows - 1;
    assert_int_equal(click(&v, KEY_PRESS, axis, l.curves.column + 40).wish, WISH_SHARE);
    int64_t share = click(&v, KEY_DRAG, axis - 3, l.curves.column + 70).count;
    assert_true(share > 0 && share <= 1000);
    (void)click(&v, KEY_RELEASE, axis, l.curves.column + 70);
    assert_int_equal(click(&v, KEY_DRAG, axis, l.curves.column + 40).wish, WISH_NOTHING);
    shown_close(&v);
}

static uint32_t random_next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static struct key random_key(const struct shown *v, uint32_t *seed)
{
    static const uint32_t codes[] = {27, '\r', '\t', 8, 'f', '/', 'g', 'i', 0xE4, 0x1F600};
    struct key k = {.kind = (enum key_kind)(random_next(seed) % KEY_KIND_COUNT),
                    .shift = random_next(seed) % 4 == 0,
                    .row = (int)(random_next(seed) % (uint32_t)v->grid.rows),
                    .column = (int)(random_next(seed) % (uint32_t)v->grid.columns)};

    if (random_next(seed) % 2 == 0)
        k.kind = KEY_CHARACTER;
    k.code = random_next(seed) % 3 == 0 ? codes[random_next(seed) % 10] : random_next(seed) % 128;
    return k;
}

/* Whatever is pressed: the cursor stays in the answer, the row in its list, and all is drawn. */
static void any_keys_leave_it_whole(void **state)
{
    static const int sizes[][2] = {{24, 80}, {10, 40}, {40, 160}, {5, 20}};
    static struct shown v;
    uint32_t seed = 1;

    (void)state;
    for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
        shown_open(&v, sizes[size][0], sizes[size][1]);
        shown_capture(&v, "v1-badge-oom", 3000);
        v.w.app.takes_keys = true;
        for (int i = 0; i < 3000; i++) {
            struct key k = random_key(&v, &seed);
            (void)shown_press(&v, &k);
            const struct app *a = &v.w.app;
            size_t count = lists[a->tab]->count(&v.w.show);
            assert_true(a->row[a->tab] < count || (a->row[a->tab] == 0 && count == 0));
            assert_true(a->ask.cursor <= a->ask.length && a->ask.length < APP_TEXT);
            assert_int_equal(strlen(a->ask.text), a->ask.length);
            assert_non_null(memchr(a->message, 0, sizeof a->message));
            screen_draw(&v.grid, &v.w.show);
        }
        shown_close(&v);
    }
}

/* A row that no key reaches would be a lie of the help sheet. */
static void every_key_of_the_help_acts(void **state)
{
    (void)state;
    for (size_t i = 0; i < binding_count; i++) {
        const struct binding *b = &bindings[i];
        if (b->run == NULL)
            continue;
        assert_true(b->kind < KEY_PRESS);
        assert_int_not_equal(b->places, 0);
        for (size_t j = 0; j < i; j++)
            assert_false(bindings[j].run != NULL && bindings[j].kind == b->kind &&
                         bindings[j].shift == b->shift && bindings[j].code == b->code &&
                         (b->places & ~bindings[j].places) == 0);
    }
}

int main(void)
{
    enum { WISHES = sizeof wish_rows / sizeof *wish_rows };
    const struct CMUnitTest others[] = {
        cmocka_unit_test(the_monitor_is_gone_back_to),
        cmocka_unit_test(lists_are_opened_and_scrolled),
        cmocka_unit_test(what_is_selected_stays),
        cmocka_unit_test(enter_goes_to_the_event),
        cmocka_unit_test(sorting_goes_round),
        cmocka_unit_test(the_map_takes_the_arrows_until_escape),
        cmocka_unit_test(an_unknown_key_says_so_until_the_next),
        cmocka_unit_test(the_mouse_reaches_all_of_it),
        cmocka_unit_test(every_key_of_the_help_acts),
        cmocka_unit_test(any_keys_leave_it_whole),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    static struct CMUnitTest tests[WISHES + OTHERS];

    for (size_t i = 0; i < WISHES; i++)
        tests[i] = (struct CMUnitTest){.name = wish_rows[i].name,
                                       .test_func = a_key_wishes,
                                       .initial_state = (void *)(uintptr_t)&wish_rows[i]};
    memcpy(tests + WISHES, others, sizeof others);
    return _cmocka_run_group_tests("keys", tests, WISHES + OTHERS, NULL, NULL);
}
