#include "analysis/kinds.h"

#include "base/plain.h"

#include <stdlib.h>

/* FNV-1a (Fowler, Noll, Vo; IETF draft-eastlake-fnv), 64 bits. */
#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Of a line without what changes from time to time: a number of any length is one sign. */
static uint64_t shape_of(struct hpt_str line, uint64_t hash)
{
    char text[SAID_LENGTH];
    size_t length = plain_text(line, text, NULL);

    for (size_t i = 0; i < length; i++) {
        if (i > 0 && is_digit(text[i]) && is_digit(text[i - 1]))
            continue;
        hash = (hash ^ (is_digit(text[i]) ? '#' : (unsigned char)text[i])) * FNV_PRIME;
    }
    return hash;
}

uint64_t kinds_key(const struct ledger *ledger, const struct record *record)
{
    uint64_t key = (FNV_START ^ record->site) * FNV_PRIME;

    if (ledger->sites.of[record->site].caller == 0)
        key = shape_of(said_line(&ledger->said, record->said), key);
    return key != 0 ? key : 1;
}

static uint64_t key_of(const struct ledger *l, uint64_t address)
{
    const struct record *r = ledger_find(l, address);

    return r != NULL ? kinds_key(l, r) : 0;
}

struct keyed {
    uint64_t key;
    uint32_t spot;
};

static int by_key(const void *a, const void *b)
{
    uint64_t one = ((const struct keyed *)a)->key;
    uint64_t other = ((const struct keyed *)b)->key;

    return (one > other) - (one < other);
}

static void enter(struct kinds *k, const struct pin_spot *spot, size_t way)
{
    struct kind *kind = &k->of[spot->kind];

    if (!spot->is_fixed && kind->inside++ == 0)
        kind->since = way;
}

static void leave(struct kinds *k, const struct pin_spot *spot, size_t way)
{
    struct kind *kind = &k->of[spot->kind];

    if (!spot->is_fixed && --kind->inside == 0)
        kind->ways += way - kind->since;
}

/* The ways are in order, so that each block enters and leaves once. */
static void count_ways(struct kinds *k, const struct pins *p)
{
    size_t entered = 0;
    size_t left = 0;

    for (size_t i = 0; i < p->way_count; i++) {
        while (entered <= p->ways[i].last)
            enter(k, &p->spots[entered++], i);
        while (left < p->ways[i].first)
            leave(k, &p->spots[left++], i);
    }
    while (left < entered)
        leave(k, &p->spots[left++], p->way_count);
}

enum hpt_status kinds_tell(struct kinds *k, const struct ledger *ledger, struct pins *p)
{
    struct keyed *keys = calloc(p->spot_count + 1, sizeof *keys);
    size_t count = 0;

    k->of = calloc(p->spot_count + 1, sizeof *k->of);
    if (keys == NULL || k->of == NULL) {
        free(keys);
        return HPT_ERR_MEMORY;
    }
    for (size_t i = 0; i < p->spot_count; i++)
        if (!p->spots[i].is_fixed)
            keys[count++] = (struct keyed){key_of(ledger, p->spots[i].address), (uint32_t)i};
    qsort(keys, count, sizeof *keys, by_key);
    for (size_t i = 0; i < count; i++) {
        k->count += i == 0 || keys[i].key != keys[i - 1].key;
        p->spots[keys[i].spot].kind = (uint32_t)(k->count - 1);
        k->of[k->count - 1].live++;
    }
    free(keys);
    count_ways(k, p);
    return HPT_OK;
}

void kinds_release(struct kinds *k)
{
    free(k->of);
    *k = (struct kinds){0};
}
