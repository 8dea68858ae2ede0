/* The parts of the room symbols, with ELF files that are made here. */
#include "test.h"

#include "symbols/code.h"
#include "symbols/demangle.h"
#include "symbols/paths.h"
#include "symbols/skip.h"
#include "symbols/symbols.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CODE_AT = 0x1000, CODE_SIZE = 16 };

/* A program with one section of code, of 32 bits and as nobody's linker would write it. */
static void write_elf(int fd, Elf32_Half machine, unsigned char data, const unsigned char *code)
{
    static const char names[] = "\0.text\0.shstrtab";
    struct {
        Elf32_Ehdr header;
        unsigned char code[CODE_SIZE];
        char names[sizeof names];
        Elf32_Shdr sections[3];
    } file = {.header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS32, data, EV_CURRENT},
                         .e_type = ET_EXEC,
                         .e_machine = machine,
                         .e_version = EV_CURRENT,
                         .e_ehsize = sizeof(Elf32_Ehdr),
                         .e_shentsize = sizeof(Elf32_Shdr),
                         .e_shnum = 3,
                         .e_shstrndx = 2}};

    file.header.e_shoff = (Elf32_Off)((char *)file.sections - (char *)&file);
    memcpy(file.code, code, CODE_SIZE);
    memcpy(file.names, names, sizeof names);
    file.sections[1] = (Elf32_Shdr){.sh_name = 1,
                                    .sh_type = SHT_PROGBITS,
                                    .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
                                    .sh_addr = CODE_AT,
                                    .sh_offset = sizeof file.header,
                                    .sh_size = CODE_SIZE};
    file.sections[2] = (Elf32_Shdr){.sh_name = 7,
                                    .sh_type = SHT_STRTAB,
                                    .sh_offset = sizeof file.header + CODE_SIZE,
                                    .sh_size = sizeof names};
    assert_int_equal(write(fd, &file, sizeof file), sizeof file);
}

static const struct call {
    const char *name;
    Elf32_Half machine;
    unsigned char code[CODE_SIZE];
    uint64_t caller;
    enum code_return want;
} calls[] = {
    {"Thumb, BL", EM_ARM, {0xff, 0xf7, 0xfb, 0xff}, 0x1005, CODE_RETURN_YES},
    {"Thumb, BLX to a label", EM_ARM, {0x00, 0xf0, 0x04, 0xe8}, 0x1005, CODE_RETURN_YES},
    {"Thumb, BLX r3", EM_ARM, {0, 0, 0x98, 0x47}, 0x1005, CODE_RETURN_YES},
    {"Thumb, BX r3 is no call", EM_ARM, {0, 0, 0x18, 0x47}, 0x1005, CODE_RETURN_NO},
    {"Thumb, B.W is no call", EM_ARM, {0x00, 0xf0, 0x02, 0xb8}, 0x1005, CODE_RETURN_NO},
    {"Thumb, in the middle of BL", EM_ARM, {0xff, 0xf7, 0xfb, 0xff}, 0x1003, CODE_RETURN_NO},
    {"Thumb, the first instruction", EM_ARM, {0xff, 0xf7, 0xfb, 0xff}, 0x1001, CODE_RETURN_UNKNOWN},
    {"the end of the code", EM_ARM, {[12] = 0xff, 0xf7, 0xfb, 0xff}, 0x1011, CODE_RETURN_YES},
    {"behind it", EM_ARM, {[12] = 0xff, 0xf7, 0xfb, 0xff}, 0x1013, CODE_RETURN_UNKNOWN},
    {"ARM, BL", EM_ARM, {0x02, 0x00, 0x00, 0xeb}, 0x1004, CODE_RETURN_YES},
    {"ARM, BLX r3", EM_ARM, {0x33, 0xff, 0x2f, 0xe1}, 0x1004, CODE_RETURN_YES},
    {"ARM, B is no call", EM_ARM, {0x02, 0x00, 0x00, 0xea}, 0x1004, CODE_RETURN_NO},
    {"RISC-V, JAL ra", EM_RISCV, {0xef, 0x00, 0x80, 0x00}, 0x1004, CODE_RETURN_YES},
    {"RISC-V, JALR ra", EM_RISCV, {0xe7, 0x80, 0x07, 0x00}, 0x1004, CODE_RETURN_YES},
    {"RISC-V, C.JALR", EM_RISCV, {0, 0, 0x82, 0x97}, 0x1004, CODE_RETURN_YES},
    {"RISC-V, C.JAL", EM_RISCV, {0, 0, 0x21, 0x20}, 0x1004, CODE_RETURN_YES},
    {"RISC-V, J is no call", EM_RISCV, {0x6f, 0x00, 0x80, 0x00}, 0x1004, CODE_RETURN_NO},
    {"RISC-V, C.JR is no call", EM_RISCV, {0, 0, 0x82, 0x87}, 0x1004, CODE_RETURN_NO},
    {"a machine that is not known", EM_XTENSA, {0}, 0x1004, CODE_RETURN_UNKNOWN},
};

static void a_call_stands_before_a_return_address(void **state)
{
    const struct call *r = *state;
    struct elf_file elf;
    struct fault f = {0};
    struct code code;
    char path[64];
    int fd = memfd_create("elf", MFD_CLOEXEC);

    write_elf(fd, r->machine, ELFDATA2LSB, r->code);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(elf_file_open(path, &elf, &f), HPT_OK);
    assert_int_equal(code_open(&code, &elf), HPT_OK);
    assert_int_equal(code_is_return(&code, r->caller), r->want);
    assert_true(code_has(&code, 0x1000) && code_has(&code, 0x100f));
    assert_false(code_has(&code, 0xfff) || code_has(&code, 0x1010));
    code_close(&code);
    elf_file_close(&elf);
    (void)close(fd);
}

static void the_call_is_before_where_it_returns_to(void **state)
{
    const struct code arm = {.machine = EM_ARM};
    const struct code xtensa = {.machine = EM_XTENSA};

    (void)state;
    assert_int_equal(code_call_of(&arm, 0xb7), 0xb5);
    assert_int_equal(code_call_of(&arm, 0xb6), 0xb5);
    assert_int_equal(code_call_of(&xtensa, 0x800d1234), 0x400d1233);
    assert_int_equal(code_call_of(&xtensa, 0xc00d1234), 0x400d1233);
    assert_int_equal(code_call_of(&xtensa, 0x400d1234), 0x400d1233);
}

static struct hpt_str str(const char *text)
{
    return (struct hpt_str){text, strlen(text)};
}

static void wrappers_are_skipped_and_others_are_not(void **state)
{
    static const char *const yes[] = {"malloc",
                                      "_malloc_r",
                                      "operator new[]",
                                      "__wrap_malloc",
                                      "__wrap__calloc_r",
                                      "strdup",
                                      "pvPortMalloc",
                                      "mine",
                                      "ours_too",
                                      "malloc.constprop.0",
                                      "heap_caps_malloc_default"};
    static const char *const no[] = {
        "malloc_all_plants",           "main",   "operator newt", "my", "minesweeper", "our", "",
        "std::vector<int>::push_back", ".malloc"};
    const struct skip skip = {.more = "mine, ours_*"};

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(skip_is_wrapper(&skip, str(yes[i])));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(skip_is_wrapper(&skip, str(no[i])));
    assert_false(skip_is_wrapper(&(struct skip){0}, str("mine")));
    assert_true(skip_is_container(str("std::vector<int>::push_back")));
    assert_false(skip_is_container(str("stdlib_init")));
}

static void a_list_of_names_has_names(void **state)
{
    (void)state;
    assert_true(skip_is_good("a"));
    assert_true(skip_is_good("a, b,c*"));
    assert_false(skip_is_good(""));
    assert_false(skip_is_good(",a"));
    assert_false(skip_is_good("a,"));
    assert_false(skip_is_good("a, ,b"));
}

static void paths_are_as_long_as_they_must_be(void **state)
{
    static const char *const sources[] = {"/w/main/uart.c", "/w/drivers/uart.c", "/w/main/./main.c",
                                          "/x/main/uart.c", "green.c"};
    static const char *const rows[][2] = {
        {"/w/main/uart.c", "w/main/uart.c"},
        {"/w/drivers/uart.c", "drivers/uart.c"},
        {"/w/main/main.c", "main.c"},
        {"./green.c", "green.c"},
        {"/deep/green.c", "green.c"},
        {"/usr/include/bits/vector.h", "bits/vector.h"},
        {"vector.h", "vector.h"},
        {"/other/uart.c", "other/uart.c"},
        {"/", "/"},
        {"a//b/../c.h", "../c.h"},
    };
    struct unit all[sizeof sources / sizeof *sources] = {0};
    const struct units units = {.all = all, .count = sizeof all / sizeof *all};

    (void)state;
    for (size_t i = 0; i < units.count; i++)
        all[i].path = strdup(sources[i]);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hpt_str shown = path_short(&units, rows[i][0]);
        char text[64] = "";
        assert_true(shown.len < sizeof text);
        memcpy(text, shown.at, shown.len);
        assert_string_equal(text, rows[i][1]);
    }
    for (size_t i = 0; i < units.count; i++)
        free(all[i].path);
}

static void names_are_made_readable(void **state)
{
    static const char *const rows[][2] = {
        {"_ZN6garden3PotC2Ei", "garden::Pot::Pot"},
        {"_Znwj", "operator new"},
        {"_ZN4core3fmt5write17h0123456789abcdefE", "core::fmt::write"},
        {"_RNvC6_123foo3bar", "123foo::bar"},
        {"malloc", NULL},
        {"_start", NULL},
        {"_Z", NULL},
    };
    char longest[8192];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *name = demangle(rows[i][0]);
        if (rows[i][1] == NULL)
            assert_null(name);
        else
            assert_string_equal(name, rows[i][1]);
        free(name);
    }
    memset(longest, 'P', sizeof longest); /* pointers to pointers, far too many */
    memcpy(longest, "_Z1f", 4);
    longest[sizeof longest - 1] = '\0';
    assert_null(demangle(longest));
}

static bool open_here(struct symbols **s)
{
    struct fault f = {0};

    *s = symbols_open("/proc/self/exe", NULL, &f);
    return *s != NULL;
}

static void the_build_id_is_the_linkers(void **state)
{
    struct symbols *s;
    struct hpt_str id;

    (void)state;
    assert_true(open_here(&s));
    assert_true(symbols_build_id(s, &id));
    assert_int_equal(id.len, 20);
    symbols_close(s);
    s = symbols_open(GREENHOUSE, NULL, &(struct fault){0});
    assert_non_null(s);
    assert_false(symbols_build_id(s, &id));
    symbols_close(s);
}

static void a_name_is_kept_and_each_caller_judged_once(void **state)
{
    struct symbols *s = symbols_open(GREENHOUSE, NULL, &(struct fault){0});
    struct hpt_site_name first, again;
    uint64_t callers, misfits;

    (void)state;
    assert_non_null(s);
    const struct hpt_namer n = symbols_namer(s);
    assert_true(n.name(n.self, 0xb7, &first));
    for (uint64_t i = 0; i < 20000; i++) {
        assert_true(n.name(n.self, 0xb7, &again));
        assert_ptr_equal(again.text.at, first.text.at);
        assert_false(n.name(n.self, 0x80000001 + 2 * (i % 5), &again));
        assert_false(n.place(n.self, 0x90000000 + i, &again));
        (void)n.place(n.self, 2 * i, &again); /* other names come between */
    }
    assert_false(n.name(n.self, 0, &again));
    assert_false(n.name(n.self, 1, &again));
    symbols_misfits(s, &callers, &misfits);
    assert_int_equal(callers, 6);
    assert_int_equal(misfits, 5);
    symbols_close(s);
}

int main(void)
{
    enum { ROWS = sizeof calls / sizeof *calls };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_call_is_before_where_it_returns_to),
        cmocka_unit_test(wrappers_are_skipped_and_others_are_not),
        cmocka_unit_test(a_list_of_names_has_names),
        cmocka_unit_test(paths_are_as_long_as_they_must_be),
        cmocka_unit_test(names_are_made_readable),
        cmocka_unit_test(the_build_id_is_the_linkers),
        cmocka_unit_test(a_name_is_kept_and_each_caller_judged_once),
    };
    struct CMUnitTest rows[ROWS];

    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (struct CMUnitTest){.name = calls[i].name,
                                      .test_func = a_call_stands_before_a_return_address,
                                      .initial_state = (void *)(uintptr_t)&calls[i]};
    int failed = cmocka_run_group_tests_name("calls", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("symbols", tests, NULL, NULL);
}
