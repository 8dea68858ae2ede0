#include "analysis/pinned.h"

#include "analysis/kinds.h"

#include <string.h>

/* What is looked at. */
struct scene {
    const struct hpt_state *state;
    const struct ledger *ledger;
    const struct lives *lives;
    struct pins pins;
    struct kinds kinds;
};

static void tell_ages(const struct hpt_state *state, const struct ledger *ledger,
                      const struct record *r, struct hpt_pin *pin)
{
    pin->age_events = state->event - r->event;
    pin->age_bytes = ledger->bytes - r->bytes - r->requested;
    pin->age_us = state->time_us >= r->time_us && r->time_us > 0 ? state->time_us - r->time_us : 0;
}

static void tell_record(const struct scene *s, const struct record *r, struct hpt_pin *pin)
{
    struct life life = lives_of(s->lives, kinds_key(s->ledger, r));
    struct hpt_str said = said_line(&s->ledger->said, r->said);

    tell_ages(s->state, s->ledger, r, pin);
    pin->line = r->line;
    pin->kind_released = life.released;
    pin->kind_age = life.released > 0 ? life.ages / life.released : 0;
    pin->kind_oldest = life.longest;
    pin->said_size = said.len < HPT_SAID_SIZE ? said.len : HPT_SAID_SIZE;
    memcpy(pin->said, said.at, pin->said_size);
}

static void tell_pin(const struct scene *s, const struct pin_spot *spot, struct hpt_pin *pin)
{
    const struct record *r = ledger_find(s->ledger, spot->address);
    const struct kind *kind = &s->kinds.of[spot->kind];

    *pin = (struct hpt_pin){.kind_live = kind->live, .kind_ways = kind->ways};
    (void)hpt_heap_block(&s->state->heaps[spot->heap], spot->start, &pin->block);
    if (r != NULL)
        tell_record(s, r, pin);
}

static void tell_set(const struct scene *s, struct pin_way way, struct hpt_pin_set *set)
{
    const struct pin_spot *spots = s->pins.spots;

    *set = (struct hpt_pin_set){.heap = s->state->heaps[spots[way.first].heap].index,
                                .from = spots[way.first - 1].end,
                                .to = spots[way.last + 1].start,
                                .bytes = pins_bytes(&s->pins, way),
                                .blocks = pins_blocks(way)};
    for (size_t i = 0; i < set->blocks && i < HPT_PIN_BLOCKS; i++)
        tell_pin(s, &spots[way.first + i], &set->pins[i]);
}

static void tell_sets(struct hpt_explanation *e, const struct scene *s)
{
    struct pin_way ways[HPT_PIN_SETS];

    e->ways = s->pins.way_count;
    e->set_count = pins_cheapest(&s->pins, PIN_BY_BYTES, HPT_PIN_SETS, ways);
    for (size_t i = 0; i < e->set_count; i++)
        tell_set(s, ways[i], &e->by_bytes[i]);
    (void)pins_cheapest(&s->pins, PIN_BY_BLOCKS, HPT_PIN_SETS, ways);
    for (size_t i = 0; i < e->set_count; i++)
        tell_set(s, ways[i], &e->by_blocks[i]);
}

enum hpt_status pinned_tell(struct hpt_explanation *e, const struct hpt_state *state,
                            const struct ledger *ledger, const struct lives *lives)
{
    struct scene s = {.state = state, .ledger = ledger, .lives = lives};
    enum hpt_status status = pins_find(&s.pins, state, e->failure.size);

    if (status == HPT_OK)
        status = kinds_tell(&s.kinds, ledger, &s.pins);
    if (status == HPT_OK)
        tell_sets(e, &s);
    pins_release(&s.pins);
    kinds_release(&s.kinds);
    return status;
}

static void age_set(struct hpt_pin_set *set, const struct hpt_state *state,
                    const struct ledger *ledger)
{
    for (size_t i = 0; i < set->blocks && i < HPT_PIN_BLOCKS; i++) {
        const struct record *r = ledger_find(ledger, set->pins[i].block.address);
        if (r != NULL)
            tell_ages(state, ledger, r, &set->pins[i]);
    }
}

void pinned_age(struct hpt_explanation *e, const struct hpt_state *state,
                const struct ledger *ledger)
{
    for (size_t i = 0; i < e->set_count; i++) {
        age_set(&e->by_bytes[i], state, ledger);
        age_set(&e->by_blocks[i], state, ledger);
    }
}
