/* Addresses of code in fault dumps and backtraces, as they are printed. */
#include "report/places.h"
#include "view.h"

#include <stdio.h>

/* Each place is " LABEL=ADDRESS", a return address with a < behind it. */
static const struct row {
    const char *name;
    const char *line;
    const char *places;
} rows[] = {
    {"ESP-IDF's backtrace", "Backtrace: 0x400d1234:0x3ffb1f50 0x400D5678:0x3FFB1F70",
     " =400d1234 =400d5678"},
    {"without a blank behind the colon, as before 5.0", "Backtrace:0x400d1234:0x3ffb1f50 0x1:0x2",
     " =400d1234 =1"},
    {"a backtrace that goes on, and one that is damaged",
     "Backtrace: 0x10:0x20 |<-CONTINUES Backtrace: 0x30:0x40 |<-CORRUPTED", " =10 =30"},
    {"a backtrace of addresses alone", "backtrace: 0x10 0x20", " =10 =20"},
    {"a backtrace behind a tag of the log", "\x1b[0;31mE (123) panic: Backtrace: 0x10:0x20\x1b[0m",
     " =10"},
    {"registers of Xtensa", "PC      : 0x400d1234  PS      : 0x00060930  A0      : 0x800d5678",
     " PC=400d1234"},
    {"registers of RISC-V", "MEPC    : 0x420069aa  RA      : 0x420069a4  SP      : 0x3fc98f50",
     " MEPC=420069aa RA=420069a4<"},
    {"ESP8266", "epc1=0x40201234 epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000000",
     " epc1=40201234"},
    {"Mbed OS, without 0x", "PC   : 000012B4", " PC=12b4"},
    {"Zephyr's registers", "E: r3/a4:  0x00000001 r12/ip:  0x00000002 r14/lr:  0x00000477",
     " lr=477<"},
    {"Zephyr's faulting instruction",
     "[00:00:00.000,000] <err> os: Faulting instruction address (r15/pc): 0x0000045c", " pc=45c"},
    {"older ones", "Faulting instruction address = 0x45c", " instruction address=45c"},
    {"Zephyr's stack trace", "E:  0: fp: 0x20001f40   ra: 0x00000abc", " ra=abc<"},
    {"64 bits without 0x", "ELR : 00000000400012b4 LR : 00000000400012b8", " LR=400012b8<"},
    {"in a sentence", "abort() was called at PC 0x400d1234 on core 0", " PC=400d1234"},
    {"a number that is no register's", "PC: 12b4 LR: 123456789 pc 000012b4", ""},
    {"a word that goes on", "ipc: 0x10 pc_max: 0x10 spc=0x10 LRU: 0x10 pc2=0x10 pc: 0x10g", ""},
    {"more digits than an address has", "pc: 0x12345678901234567", ""},
    {"a line that stops", "pc", ""},
    {"and at the sign", "pc:", ""},
    {"and at 0x", "PC : 0x", ""},
    {"and in a backtrace", "Backtrace: 0x10:", " =10"},
    {"nothing", "", ""},
};

static void places_are_found(void **state)
{
    const struct row *r = *state;
    struct places p = {.len = 0};
    struct place places[PLACES_MAX];
    char line[PLACES_LINE];
    char text[1024] = "";

    places_add(&p, (struct hpt_str){r->line, strlen(r->line)});
    size_t count = places_end(&p, line, places);
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, " %.*s=%llx%s", (int)places[i].label.len,
                       places[i].label.len > 0 ? places[i].label.at : "",
                       (unsigned long long)places[i].address, places[i].is_caller ? "<" : "");
    }
    assert_string_equal(text, r->places);
    assert_int_equal(p.len, 0);
}

/* A namer for tests: code is what lies below 0x1000, and 0x666 is inlined into two others. */
static const struct hpt_frame frames[] = {
    {.function = {"inner", 5}, .file = {"a.h", 3}, .line = 1},
    {.function = {"middle", 6}},
    {.function = {"outer \"a\"", 9}, .file = {"a.c", 3}, .line = 30},
};

static bool known(void *self, uint64_t address, struct hpt_site_name *name)
{
    (*(size_t *)self)++;
    if (address >= 0x1000)
        return false;
    *name = (struct hpt_site_name){.text = {"outer \"a\" (a.c:30)", 18},
                                   .frames = address == 0x666 ? frames : frames + 2,
                                   .frame_count = address == 0x666 ? 3 : 1,
                                   .site = address == 0x666 ? 2 : 0};
    return true;
}

static bool long_name(void *self, uint64_t address, struct hpt_site_name *name)
{
    (void)address;
    *name = (struct hpt_site_name){
        .text = {self, 2000}, .frames = frames, .frame_count = 1, .is_wrapper = true};
    return true;
}

static void frames_stand_below_their_line_however_it_comes(void **state)
{
    static const char in[] = "a\r\nPC : 0x00000666\r\nlr: 0x1000 lr: 0x10\nb\nBacktrace: 0x20:0x1";
    static const char out[] = "a\nPC : 0x00000666\n"
                              "-- PC 0x00000666  inner (a.h:1)\n"
                              "--   inlined into middle\n"
                              "--   inlined into outer \"a\" (a.c:30)\n"
                              "lr: 0x1000 lr: 0x10\n"
                              "-- lr 0x00000010  outer \"a\" (a.c:30)\n"
                              "b\nBacktrace: 0x20:0x1\n"
                              "-- 0x00000020  outer \"a\" (a.c:30)\n";
    size_t asked = 0;
    const struct hpt_namer namer = {.self = &asked, .name = known, .place = known};

    (void)state;
    for (size_t piece = 1; piece <= strlen(in); piece++) {
        struct page p;
        page_open(&p, &(struct hpt_log_options){.safe = true, .namer = &namer});
        for (size_t at = 0; at < strlen(in); at += piece) {
            size_t left = strlen(in) - at;
            page_text(&p, in + at, piece < left ? piece : left, 1);
            page_pause(&p);
        }
        page_end(&p);
        assert_string_equal(p.at, out);
        page_close(&p);
    }
}

static void without_a_namer_and_in_other_views_nobody_is_asked(void **state)
{
    size_t asked = 0;
    const struct hpt_namer namer = {.self = &asked, .name = known, .place = known};
    static const char line[] = "PC : 0x00000666\n";
    const struct hpt_str bytes = {line, sizeof line - 1};
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.view = HPT_VIEW_PLAIN, .namer = &namer});
    p.hears.input(p.view, bytes, 1);
    p.hears.text(p.view, bytes, 1);
    page_end(&p);
    assert_string_equal(p.at, line);
    page_close(&p);
    page_open(&p, &(struct hpt_log_options){.only = HPT_ONLY_TRACE, .namer = &namer});
    page_say(&p, line);
    page_end(&p);
    assert_string_equal(p.at, "");
    page_close(&p);
    assert_int_equal(asked, 0);
}

static void a_line_in_which_the_view_changes_is_not_looked_at(void **state)
{
    size_t asked = 0;
    const struct hpt_namer namer = {.self = &asked, .name = known, .place = known};
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.namer = &namer});
    page_say(&p, "PC:0x666 ");
    hpt_log_view_change(p.view, &(struct hpt_log_options){.view = HPT_VIEW_PLAIN});
    p.hears.input(p.view, (struct hpt_str){"more\n", 5}, 1);
    page_end(&p);
    assert_string_equal(p.at, "PC:0x666 \nmore\n");
    assert_int_equal(asked, 0);
    page_close(&p);
}

static void a_long_site_is_cut_in_front_of_a_character(void **state)
{
    char text[2000];
    struct page p;
    const struct hpt_namer namer = {.self = text, .name = long_name};
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);

    (void)state;
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    page_open(&p, &(struct hpt_log_options){.namer = &namer});
    assert_int_equal(hpt_observe(t, &p.hears), HPT_OK);
    feed(t, "#m:0x20001a28;0x665-44\n");
    const char *site = strstr(p.at, ")  \xc3\xa9");
    assert_non_null(site);
    size_t length = strcspn(site, "\n") - 3;
    assert_true(length > 490 && length < 512 && length % 2 == 0);
    page_close(&p);
    hpt_tracker_free(t);
}

static void a_long_line_is_looked_at_from_its_beginning(void **state)
{
    size_t asked = 0;
    const struct hpt_namer namer = {.self = &asked, .name = known, .place = known};
    char line[2 * PLACES_LINE];
    struct page p;

    (void)state;
    memset(line, ' ', sizeof line);
    memcpy(line, "PC:0x10", 7);
    memcpy(line + PLACES_LINE - 3, "PC:0x666", 8); /* reaches beyond what is looked at */
    line[sizeof line - 1] = '\n';
    p = (struct page){.len = 0};
    page_open(&p, &(struct hpt_log_options){.namer = &namer, .only = HPT_ONLY_LOG});
    page_text(&p, line, sizeof line / 2, 1);
    p.len = 0;
    page_text(&p, line + sizeof line / 2, sizeof line / 2 - 1, 1);
    p.len = 0;
    page_say(&p, "\nend\n");
    assert_string_equal(p.at, "\n-- PC 0x00000010  outer \"a\" (a.c:30)\nend\n");
    assert_int_equal(asked, 1);
    page_close(&p);
}

/* Of a line with more places than that the rest is left out. */
static void no_line_asks_for_more_than_places_max(void **state)
{
    char line[PLACES_LINE] = "Backtrace:";
    struct place places[PLACES_MAX];

    (void)state;
    for (size_t i = 0; i < 2 * PLACES_MAX; i++)
        strcat(line, " 0x10:0x20");
    strcat(line, " PC:0x10");
    assert_int_equal(places_find((struct hpt_str){line, strlen(line)}, places), PLACES_MAX);
}

static void a_heap_line_names_its_caller(void **state)
{
    size_t asked = 0;
    const struct hpt_namer namer = {.self = &asked, .name = known, .place = known};
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.namer = &namer});
    assert_int_equal(hpt_observe(t, &p.hears), HPT_OK);
    feed(t, "#m:0x20001a28;0x665-44\n#m:0x20001a60;0x20000000-31\n");
    assert_non_null(strstr(p.at, "(#m:0x20001a28;0x665-44)  outer \"a\" (a.c:30)\n"));
    assert_non_null(strstr(p.at, "(#m:0x20001a60;0x20000000-31)\n"));
    p.len = 0;
    hpt_write_map_json(&p.out, hpt_state(t), &namer);
    assert_non_null(strstr(p.at, "\"site\": \"outer \\\"a\\\" (a.c:30)\", \"caller\": \"0x665\""));
    assert_non_null(strstr(p.at, "\"site\": \"0x20000000\", \"caller\": \"0x20000000\""));
    page_close(&p);
    hpt_tracker_free(t);
}

int main(void)
{
    enum { ROWS = sizeof rows / sizeof *rows };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_stand_below_their_line_however_it_comes),
        cmocka_unit_test(without_a_namer_and_in_other_views_nobody_is_asked),
        cmocka_unit_test(a_line_in_which_the_view_changes_is_not_looked_at),
        cmocka_unit_test(a_long_site_is_cut_in_front_of_a_character),
        cmocka_unit_test(a_long_line_is_looked_at_from_its_beginning),
        cmocka_unit_test(no_line_asks_for_more_than_places_max),
        cmocka_unit_test(a_heap_line_names_its_caller),
    };
    struct CMUnitTest found[ROWS];

    for (size_t i = 0; i < ROWS; i++)
        found[i] = (struct CMUnitTest){.name = rows[i].name,
                                       .test_func = places_are_found,
                                       .initial_state = (void *)(uintptr_t)&rows[i]};
    int failed = cmocka_run_group_tests_name("places", found, NULL, NULL);
    return failed + cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
