/* The ledger of live blocks and their sites. */
#include "capture.h"

#include "analysis/ledger.h"

/* A ledger that hears a tracker. */
struct stage {
    struct ledger ledger;
    struct change change;
    uint64_t events, differences, rebuilds;
};

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    (void)time_us;
    ledger_text(&((struct stage *)self)->ledger, bytes);
}

static void on_event(void *self, const struct hpt_event *e, const struct hpt_state *state)
{
    struct stage *s = self;

    assert_int_equal(ledger_event(&s->ledger, e, state, &s->change), HPT_OK);
    s->events++;
    s->rebuilds += s->change.is_rebuilt;
    s->differences += s->ledger.live != state->live_blocks;
    s->differences += s->ledger.live_bytes != state->live_bytes;
}

static struct hpt_tracker *stage_open(struct stage *s)
{
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);

    *s = (struct stage){0};
    assert_non_null(t);
    assert_int_equal(hpt_observe(t, &(struct hpt_observer){.self = s,
                                                           .text = on_text,

                                                           .event = on_event}),
                     HPT_OK);
    return t;
}

/* Every record is a block of the map, and every block that was seen has one. */
static void same_as_the_map(const struct ledger *l, const struct hpt_state *state)
{
    size_t seen = 0;

    for (size_t i = 0; i < state->heap_count; i++) {
        struct hpt_block b;
        for (uint64_t at = state->heaps[i].start; hpt_heap_block(&state->heaps[i], at, &b);
             at = b.header + b.size) {
            if (b.state != HPT_BLOCK_USED || !b.seen)
                continue;
            const struct record *r = ledger_find(l, b.address);
            assert_non_null(r);
            assert_int_equal(r->event, b.event);
            assert_int_equal(r->requested, b.requested);
            seen++;
        }
    }
    assert_int_equal(seen, l->live);
}

static void read_capture(const char *name, struct stage *s, struct hpt_tracker *t)
{
    capture_feed(t, name, 4096);
    assert_int_equal(hpt_end(t), HPT_OK);
    assert_true(s->events > 0);
}

static void has_the_live_blocks_of_every_capture(void **state)
{
    static const struct {
        const char *name;
        bool is_disturbed; /* the map is put right afterwards here and there */
    } captures[] = {
        {"v1-corners", false},
        {"v1-badge-normal", false},
        {"v1-badge-oom", false},
        {"v1-badge-late", false},
        {"v1-badge-heapprint", false},
        {"v1-badge-resets", true},
        {"v1-badge-isr", true},
        {"v1-badge-doublefree", false},
        {"v1-badge-overrun", false},
        {"mbed-greenhouse-oom", false},
        {"mbed-greenhouse-normal", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof captures / sizeof *captures; i++) {
        struct stage s;
        struct hpt_tracker *t = stage_open(&s);
        read_capture(captures[i].name, &s, t);
        if (!captures[i].is_disturbed)
            assert_int_equal(s.differences, 0);
        assert_int_equal(ledger_agree(&s.ledger, hpt_state(t), NULL), HPT_OK);
        assert_int_equal(s.ledger.live, hpt_state(t)->live_blocks);
        same_as_the_map(&s.ledger, hpt_state(t));
        ledger_release(&s.ledger);
        hpt_tracker_free(t);
    }
}

static void tells_what_came_and_went(void **state)
{
    struct stage s;
    struct hpt_tracker *t = stage_open(&s);

    (void)state;
    feed(t, "radio on\r\nmalloc: ALLOCATED: 56 [0x20002954]\r\n");
    assert_int_equal(s.change.come->requested, 56);
    assert_int_equal(s.change.come->event, 1);
    assert_null(s.change.gone);
    feed(t, "malloc: ALLOCATED: 8 [0x20002990]\r\n");
    assert_int_equal(s.change.come->bytes, 56);
    assert_int_equal(s.change.come->count, 1);
    feed(t, "radio off\r\nfree:   0x20002954\r\n");
    assert_int_equal(s.change.gone->event, 1);
    assert_null(s.change.come);
    struct hpt_str line = said_line(&s.ledger.said, s.change.gone->said);
    assert_int_equal(line.len, 8);
    assert_memory_equal(line.at, "radio on", 8);
    feed(t, "free:   0x20002954\r\n");
    assert_null(s.change.gone);
    assert_int_equal(s.ledger.live, 1);
    ledger_release(&s.ledger);
    hpt_tracker_free(t);
}

/* What a ledger heard is not what the map has, though the number of blocks is the same. */
static void as_many_but_other_blocks_are_noticed(void **state)
{
    struct stage s;
    struct hpt_tracker *t = stage_open(&s);
    const struct hpt_event heard = {
        .kind = HPT_EVENT_ALLOC, .number = 1, .run = 1, .address = 0x20002990, .size = 8};
    const struct hpt_event at_once = {
        .kind = HPT_EVENT_ALLOC, .number = 9, .run = 1, .address = 0x20002990, .size = 8};
    bool is_rebuilt;
    size_t at = 0;

    (void)state;
    feed(t, "malloc: ALLOCATED: 56 [0x20002954]\r\n");
    assert_int_equal(ledger_agree(&s.ledger, hpt_state(t), &is_rebuilt), HPT_OK);
    assert_false(is_rebuilt);
    for (int i = 0; i < 2; i++) {
        struct ledger l = {0};
        assert_int_equal(ledger_event(&l, i == 0 ? &heard : &at_once, hpt_state(t), &s.change),
                         HPT_OK);
        assert_int_equal(s.change.is_rebuilt, i == 1);
        assert_int_equal(ledger_agree(&l, hpt_state(t), &is_rebuilt), HPT_OK);
        assert_int_equal(is_rebuilt, i == 0);
        assert_int_equal(l.live, 1);
        assert_int_equal(l.live_bytes, 56);
        assert_null(ledger_find(&l, 0x20002990));
        assert_non_null(ledger_find(&l, 0x20002954));
        assert_ptr_equal(ledger_next(&l, &at), ledger_find(&l, 0x20002954));
        assert_null(ledger_next(&l, &at));
        at = 0;
        if (i == 1) /* what came can be read, although the map does not have it */
            assert_int_equal(s.change.come->requested, 8);
        ledger_release(&l);
    }
    ledger_release(&s.ledger);
    hpt_tracker_free(t);
}

/* Against an array of what lives: many addresses, so that chains have several records. */
static void finds_what_lives_and_nothing_else(void **state)
{
    enum { PLACES = 3000 };
    static uint64_t made[PLACES]; /* by place: event, 0: none */
    struct ledger l = {0};
    struct change c;
    uint32_t random = 1;
    size_t live = 0, seen = 0, at = 0;

    (void)state;
    for (uint64_t number = 1; number < 40000; number++) {
        random = random * 1664525 + 1013904223; /* Knuth, TAOCP 2, 3.3.4, table 1 */
        size_t place = (random >> 8) % PLACES;
        bool is_release = (random >> 28) < 7;
        struct hpt_state s = {.counted_only = true};
        struct hpt_event e = {.kind = is_release ? HPT_EVENT_FREE : HPT_EVENT_ALLOC,
                              .number = number,
                              .run = 1,
                              .address = 0x20000000 + place * 8,
                              .size = 4};
        assert_int_equal(ledger_event(&l, &e, &s, &c), HPT_OK);
        const struct record *was = is_release ? c.gone : c.over;
        assert_int_equal(was == NULL ? 0 : was->event, made[place]);
        live += is_release ? 0 : 1;
        live -= made[place] != 0 ? 1 : 0;
        made[place] = is_release ? 0 : number;
        assert_int_equal(l.live, live);
        assert_int_equal(l.live_bytes, live * 4);
    }
    for (size_t i = 0; i < PLACES; i++) {
        const struct record *r = ledger_find(&l, 0x20000000 + i * 8);
        assert_int_equal(r == NULL ? 0 : r->event, made[i]);
    }
    for (const struct record *r; (r = ledger_next(&l, &at)) != NULL; seen++)
        assert_int_equal(r->event, made[(r->address - 0x20000000) / 8]);
    assert_int_equal(seen, live);
    assert_true(l.numbers <= PLACES + 2);
    ledger_release(&l);
}

static void a_new_run_begins_with_nothing(void **state)
{
    struct stage s;
    struct hpt_tracker *t = stage_open(&s);

    (void)state;
    read_capture("v1-badge-resets", &s, t);
    assert_int_equal(s.ledger.run, hpt_state(t)->run);
    assert_true(s.ledger.run > 1);
    assert_true(s.ledger.count <= hpt_state(t)->allocations);
    ledger_release(&s.ledger);
    hpt_tracker_free(t);
}

static void a_site_is_a_caller_or_a_size(void **state)
{
    struct sites s = {0};
    uint32_t a, b, c;

    (void)state;
    assert_int_equal(sites_find(&s, 0x8001235, 16, &a), HPT_OK);
    assert_int_equal(sites_find(&s, 0x8001235, 99, &b), HPT_OK);
    assert_int_equal(a, b);
    assert_int_equal(sites_find(&s, 0, 16, &b), HPT_OK);
    assert_int_not_equal(a, b);
    assert_int_equal(sites_find(&s, 0, 16, &c), HPT_OK);
    assert_int_equal(b, c);
    assert_int_equal(s.of[b].size, 16);
    for (uint64_t i = 0; i < SITES_MAX; i++)
        assert_int_equal(sites_find(&s, 0, 1000 + i * 8, &c), HPT_OK);
    assert_int_equal(c, 0);
    assert_int_equal(s.count, SITES_MAX);
    assert_int_equal(s.dropped, 2);
    assert_int_equal(sites_find(&s, 0x8001235, 1, &c), HPT_OK);
    assert_int_equal(c, a);
    sites_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_the_live_blocks_of_every_capture),
        cmocka_unit_test(tells_what_came_and_went),
        cmocka_unit_test(as_many_but_other_blocks_are_noticed),
        cmocka_unit_test(finds_what_lives_and_nothing_else),
        cmocka_unit_test(a_new_run_begins_with_nothing),
        cmocka_unit_test(a_site_is_a_caller_or_a_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
