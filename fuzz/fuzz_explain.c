/* Explanations of plausible and of hostile input: their figures are the state's, their blocks stand
 * where they say and would make room, what is written is JSON, and how the input is cut does not
 * matter. The first byte chooses options; bit 7: the rest is a trace as it stands. */
#include "spell.h"

#include "json.h"

struct told {
    uint64_t sum;
    struct json_text json;
};

static bool add_sum(void *self, const char *bytes, size_t size)
{
    struct told *t = self;

    for (size_t i = 0; i < size; i++)
        t->sum = (t->sum ^ (unsigned char)bytes[i]) * 0x100000001B3u;
    return true;
}

/* The heap that a set names. Prints that contradict each other may name two alike. */
static const struct hpt_heap *heap_of(const struct hpt_state *s, const struct hpt_pin_set *set)
{
    for (size_t i = 0; i < s->heap_count; i++) {
        const struct hpt_heap *heap = &s->heaps[i];
        if (heap->index == set->heap && !heap->native && heap->start <= set->from &&
            set->to <= heap->end)
            return heap;
    }
    return NULL;
}

static void check_pin(const struct hpt_pin_set *set, const struct hpt_pin *pin,
                      const struct hpt_explanation *e)
{
    must(pin->block.state == HPT_BLOCK_USED, "what is in the way does not live");
    must(pin->block.header >= set->from && pin->block.header + pin->block.size <= set->to,
         "a block stands outside the hole that it keeps from opening");
    must(pin->kind_live > 0, "a block is not of its own kind");
    must(pin->kind_ways > 0 && pin->kind_ways <= e->ways, "a kind is in more sets than there are");
    must(pin->said_size <= HPT_SAID_SIZE, "words are longer than their room");
}

static void check_set(const struct hpt_pin_set *set, const struct hpt_explanation *e,
                      const struct hpt_state *s)
{
    const struct hpt_heap *heap = heap_of(s, set);

    must(heap != NULL && set->from < set->to, "a hole would open outside its heap");
    uint64_t need = hpt_heap_need(heap, e->failure.size);
    must(need > 0 && hpt_heap_room(heap, set->from, set->to) >= need,
         "the request would not fit where it is said to");
    must(set->blocks > 0 && set->bytes <= set->to - set->from, "a set costs more than its hole");
    for (size_t i = 0; i < set->blocks && i < HPT_PIN_BLOCKS; i++)
        check_pin(set, &set->pins[i], e);
}

/* At the instant of the state itself. */
static void check_explanation(const struct hpt_explanation *e, const struct hpt_state *s)
{
    const struct hpt_failure *f = &e->failure;

    must(e->event == s->event && e->run == s->run, "another instant is explained");
    must(e->failures == s->failures, "failures are counted in two ways");
    must(e->exactness.predicted == s->exactness.predicted &&
             e->exactness.unknown_blocks == s->exactness.unknown_blocks &&
             e->exactness.level == s->exactness.level,
         "what is known of the map is not what the state says");
    must(f->largest == s->largest_allocatable, "the largest allocatable is not the state's");
    must(f->cause < HPT_CAUSE_COUNT, "a cause that there is not");
    must(f->free_in_one <= f->free_bytes, "one heap has more free than all");
    must(f->widest_hole == 0 || f->holes > 0, "the widest of no holes is wide");
    must(!e->has_index || e->index < 1000, "an index of one or more");
    must(e->set_count <= HPT_PIN_SETS && e->set_count <= e->ways, "more sets than there are");
    for (size_t i = 0; i < e->set_count; i++) {
        check_set(&e->by_bytes[i], e, s);
        check_set(&e->by_blocks[i], e, s);
        must(i == 0 || e->by_bytes[i - 1].bytes <= e->by_bytes[i].bytes, "not the cheapest first");
        must(i == 0 || e->by_blocks[i - 1].blocks <= e->by_blocks[i].blocks,
             "not the fewest first");
    }
    struct hpt_help helps[HPT_HELP_KIND_COUNT];
    must(hpt_helps(e, helps) <= HPT_HELP_KIND_COUNT, "more helps than there are kinds");
}

static void tell(struct told *told, const struct hpt_explanation *e)
{
    const struct hpt_log_options options = {.color = (e->event & 1) != 0};
    struct hpt_out words = {.self = told, .write = add_sum};
    struct hpt_out json = {.self = &told->json, .write = json_keep};

    hpt_write_explanation(&words, e, &options);
    told->json.size = 0;
    hpt_write_explanation_json(&json, e, NULL);
    must(!json.failed && is_json(&told->json), "an explanation is no JSON");
    (void)add_sum(told, told->json.at, told->json.size);
}

static uint64_t sum_of(const struct hpt_explanation *e)
{
    struct told told = {0};

    tell(&told, e);
    free(told.json.at);
    return told.sum;
}

/* What is explained in passing is what an explanation from scratch says. */
static void on_failure(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    static struct hpt_explanation now;

    if (event->kind != HPT_EVENT_FAIL || event->repeated)
        return;
    const struct hpt_explanation *e = hpt_last_failure(self);
    must(e != NULL && e->is_failure, "a failure is not explained");
    must(e->failure.size == event->size, "another request is explained");
    check_explanation(e, state);
    must(hpt_explain(self, state, &now) == HPT_OK, "no explanation for want of memory");
    must(sum_of(e) == sum_of(&now), "a failure that comes again is explained in another way");
}

static void answer(struct told *told, struct hpt_tracker *t, struct hpt_explainer *x)
{
    static struct hpt_explanation now;

    must(hpt_end(t) == HPT_OK, "the end failed");
    must(hpt_check(t) == NULL, "the map is broken");
    must(hpt_explain(x, hpt_state(t), &now) == HPT_OK, "no explanation for want of memory");
    check_explanation(&now, hpt_state(t));
    tell(told, &now);
    if (hpt_last_failure(x) != NULL)
        tell(told, hpt_last_failure(x));
}

static uint64_t run(const char *text, size_t length, uint8_t options, uint32_t seed)
{
    struct hpt_options given = {.account_only = (options & 8u) != 0,
                                .heap_given = (options & 64u) != 0,
                                .heap_start = 0x20000000,
                                .heap_size = 512};
    struct hpt_tracker *t = hpt_tracker_new(&given, NULL);
    struct hpt_explainer *x = hpt_explainer_new();
    struct told told = {0};

    must(t != NULL && x != NULL, "no memory");
    hpt_explain_failures(x);
    const struct hpt_observer hears = hpt_explainer_observer(x);
    const struct hpt_observer checks = {.self = x, .event = on_failure};
    must(hpt_observe(t, &hears) == HPT_OK && hpt_observe(t, &checks) == HPT_OK, "no observer");
    for (size_t at = 0; at < length;) {
        size_t piece = seed == 0 ? length : next_piece(&seed, length - at);
        must(hpt_feed(t, text + at, piece, 1, NULL) == HPT_OK, "feeding failed");
        at += piece;
    }
    answer(&told, t, x);
    free(told.json.at);
    hpt_explainer_free(x);
    hpt_tracker_free(t);
    return told.sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct input in;

    if (size == 0)
        return 0;
    if ((data[0] & 128u) != 0) {
        in.length = size - 1 < TEXT_MAX ? size - 1 : TEXT_MAX;
        memcpy(in.text, data + 1, in.length);
    } else {
        spell_all(&in, data, size);
    }
    must(run(in.text, in.length, data[0], 0) == run(in.text, in.length, data[0], 1u + data[0]),
         "the explanation depends on the pieces");
    return 0;
}
