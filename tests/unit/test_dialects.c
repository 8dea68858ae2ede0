/* Lines of every format, and lines that only look like one. */
#include "test.h"

#define UNSIZED UINT64_MAX                         /* a failure that does not say its size */
#define SURE "malloc: ALLOCATED: 4 [0x20000004]\n" /* makes bare releases count */

static const struct row {
    const char *name;
    const char *input; /* the last event is looked at */
    unsigned events;
    struct hpt_event want;
} rows[] = {
    {"micro:bit allocation",
     "malloc: ALLOCATED: 56 [0x20002954]\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20002954, .size = 56}},
    {"micro:bit release",
     SURE "free:   0x20002d50\n",
     2,
     {.kind = HPT_EVENT_FREE, .address = 0x20002d50}},
    {"micro:bit failure",
     "malloc: OUT OF MEMORY [3000]\n",
     1,
     {.kind = HPT_EVENT_FAIL, .size = 3000}},
    {"a negative size is that of a 32-bit device",
     "malloc: OUT OF MEMORY [-1]\n",
     1,
     {.kind = HPT_EVENT_FAIL, .size = 4294967295}},
    {"old names",
     "microbit_malloc: ALLOCATED: 20 [0x20002990]\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20002990, .size = 20}},
    {"old release",
     "microbit_free:   0x20002990\n",
     1,
     {.kind = HPT_EVENT_FREE, .address = 0x20002990}},
    {"oldest failure has no size",
     "microbit_malloc: OUT OF MEMORY\n",
     1,
     {.kind = HPT_EVENT_FAIL, .size = UNSIZED}},
    {"native block",
     "microbit_malloc: NATIVE ALLOCATED: 8 [0x20003900]\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20003900, .size = 8, .native = true}},
    {"CR LF",
     "microbit_malloc: ALLOCATED: 20 [0x20002990]\r\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20002990, .size = 20}},
    {"CR alone",
     "malloc: ALLOCATED: 20 [0x20002990]\r",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20002990, .size = 20}},
    {"free(NULL) of newlib-nano", SURE "free:   0\n", 2, {.kind = HPT_EVENT_FREE}},
    {"text in front without a blank",
     "temp=21malloc: ALLOCATED: 12 [0x20002990]\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20002990, .size = 12}},
    {"CODAL",
     "device_malloc: ALLOCATED: 24 [0x20003A54]\r\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20003A54, .size = 24}},
    {"CODAL with time and fiber",
     "1042\t0x3E5C\tdevice_malloc: ALLOCATED: 8 [0x20003A54]\r\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20003A54, .size = 8}},
    {"CODAL free(NULL)", "device_free:   0x00000000\r\n", 1, {.kind = HPT_EVENT_FREE}},
    {"mbed malloc",
     "#m:0x20003a48;0x8025-24\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20003a48, .size = 24, .caller = 0x8025}},
    {"mbed uppercase",
     "#m:0x20003A48;0x8025-24\r\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20003a48, .size = 24, .caller = 0x8025}},
    {"mbed bare pointers and a null caller",
     "#m:20001234;0-16\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20001234, .size = 16}},
    {"a sign-extended pointer of a 32-bit device",
     "#m:0xFFFFFFFFC0001234;0x1-16\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0xC0001234, .size = 16, .caller = 1}},
    {"mbed calloc multiplies",
     "#c:0x20003ad0;0x803d-4;16\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20003ad0, .size = 64, .caller = 0x803d}},
    {"mbed realloc",
     "#r:0x20003b18;0x8049-0x20003a68;300\n",
     1,
     {.kind = HPT_EVENT_RESIZE,
      .address = 0x20003b18,
      .old_address = 0x20003a68,
      .size = 300,
      .caller = 0x8049}},
    {"mbed release",
     "#f:0x0;0x8055-0x20003a48\n",
     1,
     {.kind = HPT_EVENT_FREE, .address = 0x20003a48, .caller = 0x8055}},
    {"NULL as 0",
     "#m:0;0x806d-200000\n",
     1,
     {.kind = HPT_EVENT_FAIL, .size = 200000, .caller = 0x806d}},
    {"NULL as 0x0",
     "#m:0x0;0x806d-20\n",
     1,
     {.kind = HPT_EVENT_FAIL, .size = 20, .caller = 0x806d}},
    {"NULL as (nil)",
     "#m:(nil);0x806d-20\n",
     1,
     {.kind = HPT_EVENT_FAIL, .size = 20, .caller = 0x806d}},
    {"NULL as a word",
     "#m:NULL;0x806d-20\n",
     1,
     {.kind = HPT_EVENT_FAIL, .size = 20, .caller = 0x806d}},
    {"a failed realloc keeps the old block",
     "#r:0x0;0x8085-0x20003b18;99\n",
     1,
     {.kind = HPT_EVENT_FAIL, .old_address = 0x20003b18, .size = 99, .caller = 0x8085}},
    {"calloc after malloc is said twice",
     "#m:0x20003a48;0x1-24\n#c:0x20003a48;0x2-4;6\n",
     2,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20003a48, .size = 24, .caller = 2, .repeated = true}},
    {"a realloc in place is no repetition",
     "#m:0x20003a48;0x1-24\n#r:0x20003a48;0x2-0x20003a48;24\n",
     2,
     {.kind = HPT_EVENT_RESIZE,
      .address = 0x20003a48,
      .old_address = 0x20003a48,
      .size = 24,
      .caller = 2}},
    {"blanks and colours may follow",
     "malloc: ALLOCATED: 5 [0x20002954] \x1b[0m \n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20002954, .size = 5}},
    {"a torn line is put together",
     "malloc: ALLOCmalloc: ALLOCATED: 24 [0x20002bb0]\nATED: 15 [0x20002bf8]\n",
     2,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20002bf8, .size = 15}},
    {"torn before its line end",
     SURE "free:   0x20002d20malloc: ALLOCATED: 24 [0x2000335c]\n\n",
     3,
     {.kind = HPT_EVENT_FREE, .address = 0x20002d20}},
    {"a torn piece is torn again",
     SURE "free:   0xmalloc: ALLOCATED: 24 [0x200027e8]\n2malloc: ALLOCATED: 9 [0x2000286c]\n"
          "0002e40\n",
     4,
     {.kind = HPT_EVENT_FREE, .address = 0x20002e40}},
    {"an f is a digit and a beginning",
     SURE "free:   0x20002dfree:   0x20001234\n40\n",
     3,
     {.kind = HPT_EVENT_FREE, .address = 0x20002d40}},
    /* no events */
    {"a longer name", "my_malloc: ALLOCATED: 5 [0x20002954]\n", 0, {0}},
    {"a release before anything sure", "free:   0x20002d50\n", 0, {0}},
    {"the free of a shell",
     SURE "free:           836\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20000004, .size = 4}},
    {"a number after free",
     SURE "free:   836\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20000004, .size = 4}},
    {"a word of hex digits",
     SURE "free:   deadline\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20000004, .size = 4}},
    {"heap free",
     SURE "heap free: deadline\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20000004, .size = 4}},
    {"a zero in a table",
     SURE "x_free:   0\n",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20000004, .size = 4}},
    {"a size with letters", "malloc: ALLOCATED: 5x [0x20002954]\n", 0, {0}},
    {"a line cut short", "malloc: ALLOCATED: 56 [0x2000\n", 0, {0}},
    {"a cut by a reset",
     "malloc: ALLOCATED: 56 [0x20002954]",
     1,
     {.kind = HPT_EVENT_ALLOC, .address = 0x20002954, .size = 56}},
    {"a comment", "#m: see below\n#c:note\n", 0, {0}},
    {"a number that overflows",
     "malloc: ALLOCATED: 99999999999999999999999 [0x20000000]\n",
     0,
     {0}},
    {"17 digits are no pointer", "#m:0x12345678901234567;0x1-4\n", 0, {0}},
    {"more behind the line", "malloc: ALLOCATED: 5 [0x20002954] bytes\n", 0, {0}},
    {"a heap's title alone", "HEAP 0: \nnothing\n", 0, {0}},
    {"letters in brackets", "[F:10] [U:2] \n", 0, {0}},
};

static void reads_as(void **state)
{
    const struct row *row = *state;
    struct heard h;
    struct hpt_tracker *t = listen(&h, &(struct hpt_options){0});

    feed(t, row->input);
    assert_int_equal(hpt_end(t), HPT_OK);
    assert_int_equal(h.events, row->events);
    assert_int_equal(h.last.kind, row->want.kind);
    assert_int_equal(h.last.address, row->want.address);
    assert_int_equal(h.last.old_address, row->want.old_address);
    assert_int_equal(h.events > 0 && !h.last.size_known ? UNSIZED : h.last.size, row->want.size);
    assert_int_equal(h.last.caller, row->want.caller);
    assert_int_equal(h.last.repeated, row->want.repeated);
    assert_int_equal(h.last.native, row->want.native);
    hpt_tracker_free(t);
}

int main(void)
{
    enum { ROWS = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[ROWS];

    for (size_t i = 0; i < ROWS; i++) {
        const void *row = &rows[i];
        tests[i] = (struct CMUnitTest){.name = rows[i].name, .test_func = reads_as};
        memcpy(&tests[i].initial_state, &row, sizeof row);
    }
    return cmocka_run_group_tests_name("dialects", tests, NULL, NULL);
}
