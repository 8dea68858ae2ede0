/* A copied tracker goes on as the original does, wherever in an input it was copied. */
#include "refused.h"
#include "story.h"

static const struct capture {
    const char *name;
    const char *path;
} captures[] = {
    {"badge, normal", CAPTURES "/v1-badge-normal.log"},
    {"badge, out of memory", CAPTURES "/v1-badge-oom.log"},
    {"badge, lines inside lines", CAPTURES "/v1-badge-isr.log"},
    {"badge, lines that come late", CAPTURES "/v1-badge-late.log"},
    {"badge, heap prints", CAPTURES "/v1-badge-heapprint.log"},
    {"badge, lost bytes", CAPTURES "/v1-badge-overrun.log"},
    {"badge, restarts", CAPTURES "/v1-badge-resets.log"},
    {"badge, second releases", CAPTURES "/v1-badge-doublefree.log"},
    {"corners", CAPTURES "/v1-corners.log"},
    {"mbed", CAPTURES "/mbed-greenhouse-normal.log"},
    {"mbed, out of memory", CAPTURES "/mbed-greenhouse-oom.log"},
    {"newlib nano", CAPTURES "/../newlib/nano-3.3-1.log"},
    {"newlib nano, from the head", CAPTURES "/../newlib/nano-head-1.log"},
};

struct told {
    uint64_t state;
    struct story story;
};

static void feed_at(struct hpt_tracker *t, const char *at, size_t size, uint64_t time_us)
{
    assert_int_equal(hpt_feed(t, at, size, time_us, NULL), HPT_OK);
}

/* Feeds the rest to a tracker whose story begins here, and ends it. */
static struct told finish(struct hpt_tracker *t, const struct file *f, size_t from)
{
    struct told told = {0};
    const struct hpt_observer observer = story_observer(&told.story);

    assert_int_equal(hpt_observe(t, &observer), HPT_OK);
    feed_at(t, f->at + from, f->size - from, 7);
    assert_int_equal(hpt_end(t), HPT_OK);
    assert_null(hpt_check(t));
    told.state = hash_state(hpt_state(t));
    return told;
}

/* The copy stands where the original does; then the original ends before the copy goes on. */
static void check_cut(const struct hpt_options *options, const struct file *f, size_t cut)
{
    struct hpt_tracker *t = hpt_tracker_new(options, NULL);

    assert_non_null(t);
    feed_at(t, f->at, cut, 3);
    struct hpt_tracker *copy = hpt_tracker_copy(t);
    assert_non_null(copy);
    assert_int_equal(hash_state(hpt_state(copy)), hash_state(hpt_state(t)));
    assert_true(hpt_tracker_size(t) >= hpt_tracker_size(copy));
    struct told want = finish(t, f, cut);
    hpt_tracker_free(t);
    struct told got = finish(copy, f, cut);
    assert_memory_equal(&got, &want, sizeof want);
    hpt_tracker_free(copy);
}

/* The rest of a long input takes long: it is shortened to this. */
enum { ENOUGH = 60000 };

static void check_cuts(const struct hpt_options *options, struct file f, size_t cuts)
{
    f.size = f.size < ENOUGH ? f.size : ENOUGH;
    for (size_t i = 0; i <= cuts; i++) {
        size_t cut = f.size / cuts * i + i % 7; /* nearly all of them are inside a line */
        check_cut(options, &f, cut < f.size ? cut : f.size);
    }
    f.size = f.size < 4000 ? f.size : 4000;
    for (size_t cut = 0; cut < 150 && cut < f.size; cut++)
        check_cut(options, &f, cut);
}

static void a_copy_goes_on_as_the_original(void **state)
{
    const struct capture *c = *state;
    struct file f = read_file(c->path);
    const struct hpt_options given = {
        .heap_given = true, .heap_start = 0x20000000, .heap_size = 0x100000};

    check_cuts(&(struct hpt_options){0}, f, 30);
    check_cuts(&given, f, 9);
    check_cuts(&(struct hpt_options){.allocator = "newlib"}, f, 9);
    check_cuts(&(struct hpt_options){.account_only = true}, f, 9);
    free(f.at);
}

/* The n-th allocation fails, for every n until all is well. */
static void check_without_memory(const struct hpt_options *options, const struct file *f)
{
    struct hpt_tracker *t = hpt_tracker_new(options, NULL);
    struct hpt_tracker *copy = NULL;
    long n = 0;

    assert_non_null(t);
    feed_at(t, f->at, f->size / 2, 3);
    uint64_t want = hash_state(hpt_state(t));
    for (; copy == NULL; n++) {
        left = n;
        copy = hpt_tracker_copy(t);
        left = -1;
    }
    assert_true(n > (options->account_only ? 2 : 4));
    assert_int_equal(hash_state(hpt_state(t)), want);
    assert_int_equal(hash_state(hpt_state(copy)), want);
    hpt_tracker_free(copy);
    hpt_tracker_free(t);
}

static void without_memory_there_is_no_copy(void **state)
{
    struct file badge = read_file(CAPTURES "/v1-badge-heapprint.log");
    struct file mbed = read_file(CAPTURES "/mbed-greenhouse-oom.log");

    (void)state;
    check_without_memory(&(struct hpt_options){0}, &badge);
    check_without_memory(&(struct hpt_options){.account_only = true}, &badge);
    check_without_memory(&(struct hpt_options){.allocator = "newlib"}, &mbed);
    check_without_memory(&(struct hpt_options){0}, &mbed);
    mbed.size = 400; /* rivals are still in the race */
    check_without_memory(&(struct hpt_options){0}, &mbed);
    free(badge.at);
    free(mbed.at);
}

int main(void)
{
    enum { ROWS = sizeof captures / sizeof *captures };
    struct CMUnitTest tests[ROWS + 1] = {cmocka_unit_test(without_memory_there_is_no_copy)};

    for (size_t i = 0; i < ROWS; i++)
        tests[i + 1] = (struct CMUnitTest){captures[i].name, a_copy_goes_on_as_the_original, NULL,
                                           NULL, (void *)(uintptr_t)&captures[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
