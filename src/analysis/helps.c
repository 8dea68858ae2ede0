/* What would have helped. */
#include "base/str.h"

/* Does the trace show that it could have been gone? Blocks like it were released, and all of them
 * sooner: one that is as young as they were then is where it belongs. */
static bool is_overdue(const struct hpt_explanation *e, const struct hpt_pin_set *set,
                       const struct hpt_pin *pin)
{
    (void)e;
    (void)set;
    return pin->block.seen && pin->kind_released > 0 && pin->age_events > pin->kind_oldest;
}

/* Is it one of many that stay? */
static bool piles_up(const struct hpt_explanation *e, const struct hpt_pin_set *set,
                     const struct hpt_pin *pin)
{
    (void)e;
    return pin->block.seen && pin->kind_released == 0 && pin->kind_live > set->blocks;
}

/* Was it made among blocks that come and go, though it is one that stays? */
static bool comes_late(const struct hpt_explanation *e, const struct hpt_pin_set *set,
                       const struct hpt_pin *pin)
{
    return pin->block.seen && pin->kind_released == 0 && pin->kind_live <= set->blocks &&
           e->first_release > 0 && pin->block.event > e->first_release;
}

typedef bool (*quality)(const struct hpt_explanation *e, const struct hpt_pin_set *set,
                        const struct hpt_pin *pin);

static bool is_all(const struct hpt_explanation *e, const struct hpt_pin_set *set, quality is_so)
{
    if (set->blocks > HPT_PIN_BLOCKS)
        return false; /* not all of them are known here */
    for (size_t i = 0; i < set->blocks; i++)
        if (!is_so(e, set, &set->pins[i]))
            return false;
    return true;
}

/* The cheapest set of which all blocks are so, or NULL. */
static const struct hpt_pin_set *first_set(const struct hpt_explanation *e, quality is_so)
{
    for (size_t i = 0; i < e->set_count; i++)
        if (is_all(e, &e->by_bytes[i], is_so))
            return &e->by_bytes[i];
    for (size_t i = 0; i < e->set_count; i++)
        if (is_all(e, &e->by_blocks[i], is_so))
            return &e->by_blocks[i];
    return NULL;
}

/* A request that is refused whatever is free, or for which there was room, is not helped by room.
 */
static bool wants_room(const struct hpt_explanation *e)
{
    switch (e->failure.cause) {
    case HPT_CAUSE_TOO_LARGE:
    case HPT_CAUSE_EXHAUSTED:
    case HPT_CAUSE_FRAGMENTED:
    case HPT_CAUSE_OVERHEAD:
    case HPT_CAUSE_UNKNOWN:
        return e->size_known && e->heaps > 0;
    case HPT_CAUSE_NONE:
    case HPT_CAUSE_ZERO:
    case HPT_CAUSE_LIMIT:
    case HPT_CAUSE_REGION:
    case HPT_CAUSE_COUNT:
        break;
    }
    return false;
}

/* In how many of all ways the commonest kind of the set stands. */
static uint64_t weight(const struct hpt_help *help)
{
    uint64_t most = 0;

    for (size_t i = 0; i < help->set->blocks; i++)
        if (help->set->pins[i].kind_ways > most)
            most = help->set->pins[i].kind_ways;
    return most;
}

/* Puts a help where it belongs among the first `count`: what is in the way most often comes first.
 */
static void insert(struct hpt_help *helps, size_t count, struct hpt_help help)
{
    for (; count > 0 && weight(&helps[count - 1]) < weight(&help); count--)
        helps[count] = helps[count - 1];
    helps[count] = help;
}

size_t hpt_helps(const struct hpt_explanation *explanation,
                 struct hpt_help helps[HPT_HELP_KIND_COUNT])
{
    const struct hpt_explanation *e = explanation;
    static const struct {
        enum hpt_help_kind kind;
        quality is_so;
    } by_sets[] = {
        {HPT_HELP_RELEASE, is_overdue}, {HPT_HELP_AT_ALL, piles_up}, {HPT_HELP_EARLY, comes_late}};
    size_t count = 0;

    if (!wants_room(e))
        return 0;
    for (size_t i = 0; i < COUNT(by_sets); i++) {
        const struct hpt_pin_set *set = first_set(e, by_sets[i].is_so);
        if (set != NULL)
            insert(helps, count++, (struct hpt_help){.kind = by_sets[i].kind, .set = set});
    }
    if (e->more_heap > 0)
        helps[count++] =
            (struct hpt_help){.kind = HPT_HELP_MORE, .bytes = e->more_heap, .heap = e->more_in};
    if (e->failure.largest > 0 && e->failure.largest < e->failure.size)
        helps[count++] = (struct hpt_help){.kind = HPT_HELP_LESS, .bytes = e->failure.largest};
    return count;
}
