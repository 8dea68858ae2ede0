/* Lines of ours on screens that are not as wide. */
#include "base/wrap.h"
#include "test.h"

static const struct row {
    const char *name;
    unsigned columns;
    const char *line;
    const char *rows;
} rows[] = {
    {"a line that fits stays", 20, "--- 5678901234567890\n", "--- 5678901234567890\n"},
    {"one that does not goes on below the text", 20, "--- one two three four five\n",
     "--- one two three\n    four five\n"},
    {"a row may be as wide as the screen", 20, "--- one two 34567890 four\n",
     "--- one two 34567890\n    four\n"},
    {"letters are counted, not bytes", 20, "--- \u00fc\u00fc\u00fc two 34567890 four\n",
     "--- \u00fc\u00fc\u00fc two 34567890\n    four\n"},
    {"the lead does not stand alone", 20, "--- /dev/serial/by-id/usb-board is open\n",
     "--- /dev/serial/by-id/usb-board\n    is open\n"},
    {"a long word has a row of its own", 20, "--- at /dev/serial/by-id/usb-board it is\n",
     "--- at\n    /dev/serial/by-id/usb-board\n    it is\n"},
    {"a width that is not known breaks nothing", 0, "--- one two three four five\n",
     "--- one two three four five\n"},
    {"nor does one that is too narrow", 19, "--- one two three four five\n",
     "--- one two three four five\n"},
    {"many rows", 20, "heapterm: one two three four five six seven eight nine ten\n",
     "heapterm: one two\n    three four five\n    six seven eight\n    nine ten\n"},
};

static void row_is_wrapped(void **state)
{
    const struct row *r = *state;
    char got[512];
    size_t size = wrap_line(got, r->line, strlen(r->line), r->columns);

    assert_int_equal(size, strlen(r->rows));
    assert_memory_equal(got, r->rows, size);
}

/* The worst for the room: words that fill just more than half a row. */
static void the_room_suffices(void **state)
{
    enum { SIZE = 1000 };
    char line[SIZE], got[WRAP_ROOM(SIZE)];

    (void)state;
    for (size_t step = 2; step < 30; step++) {
        memset(line, 'x', sizeof line);
        for (size_t i = step; i < sizeof line; i += step)
            line[i] = ' ';
        size_t size = wrap_line(got, line, sizeof line, WRAP_LEAST);
        assert_true(size <= sizeof got);
    }
}

int main(void)
{
    enum { ROWS = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[ROWS + 1] = {[ROWS] = cmocka_unit_test(the_room_suffices)};

    for (size_t i = 0; i < ROWS; i++)
        tests[i] = (struct CMUnitTest){.name = rows[i].name,
                                       .test_func = row_is_wrapped,
                                       .initial_state = (void *)(uintptr_t)&rows[i]};
    return cmocka_run_group_tests_name("wrap", tests, NULL, NULL);
}
