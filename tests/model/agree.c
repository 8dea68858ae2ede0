/* The models and the map of the library against the naive device, over a million random events:
 *
 *     agree NAME [EVENTS]
 *
 * Every address must be predicted, after every event the free bytes and the holes must be the
 * device's, and every 61st time the largest request that would be served. At the end the map must
 * be the device's memory, chunk by chunk. */
#include "naive.h"

#include "heapterm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAP = 48 * 1024, LIVE_MOST = 300, OFTEN = 61 };

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed >> 11;
}

static uint32_t some_size(uint64_t *seed)
{
    uint64_t r = next_random(seed);

    if (r % 64 == 0)
        return (uint32_t)(r / 64 % 4000);
    return (uint32_t)(r % 16 == 1 ? r / 16 % 400 : r / 16 % 64);
}

/* Phases of growing and of shrinking, so that holes open and requests fail. */
static void step(struct naive *n, uint64_t *seed, uint64_t number, char line[NAIVE_LINE])
{
    uint64_t r = next_random(seed);
    bool grows = r % 100 < (number / 5000 % 2 == 0 ? 58u : 42u);

    if (n->live_count == 0 || (grows && n->live_count < LIVE_MOST))
        naive_alloc(n, some_size(seed), line);
    else if (n->rules->nano && r / 100 % 8 == 0)
        naive_realloc(n, r / 1000 % n->live_count, 1 + some_size(seed), line);
    else
        naive_free(n, r / 1000 % n->live_count, line);
}

static bool figures_agree(const struct naive *n, const struct hpt_state *s, bool largest)
{
    uint32_t free_bytes, holes;

    naive_figures(n, &free_bytes, &holes);
    if (s->free_bytes != free_bytes || s->heaps[0].free_blocks != holes) {
        printf("event %" PRIu64 ": %" PRIu64 " bytes in %" PRIu64 " holes, not %u in %u\n",
               s->event, s->free_bytes, s->heaps[0].free_blocks, free_bytes, holes);
        return false;
    }
    if (largest && s->largest_allocatable != naive_largest(n)) {
        printf("event %" PRIu64 ": the largest is %" PRIu64 ", not %u\n", s->event,
               s->largest_allocatable, naive_largest(n));
        return false;
    }
    return true;
}

static bool map_agrees(const struct naive *n, const struct hpt_state *s)
{
    uint64_t at = NAIVE_START;
    struct hpt_block b;

    for (size_t i = 0; i < n->count; at += n->chunks[i].size, i++) {
        bool last = i + 1 == n->count && !n->chunks[i].used;
        uint64_t size = last ? NAIVE_START + n->heap - at : n->chunks[i].size;
        if (!hpt_heap_block(&s->heaps[0], at, &b) || b.header != at || b.size != size ||
            (b.state == HPT_BLOCK_USED) != n->chunks[i].used) {
            printf("chunk %zu is not in the map\n", i);
            return false;
        }
    }
    return true;
}

static bool feed(struct hpt_tracker *t, const char *line)
{
    return hpt_feed(t, line, strlen(line), 0, NULL) == HPT_OK;
}

static bool run(const struct naive_rules *rules, uint64_t events)
{
    static struct naive n;
    struct hpt_options options = {.allocator = rules->name};
    struct hpt_tracker *t = hpt_tracker_new(&options, NULL);
    char text[256];
    char line[NAIVE_LINE];
    uint64_t seed = 1234567;

    naive_init(&n, rules, HEAP, text, sizeof text);
    bool good = t != NULL && feed(t, text);
    for (uint64_t i = 1; i <= events && good; i++) {
        step(&n, &seed, i, line);
        good = feed(t, line) && figures_agree(&n, hpt_state(t), i % OFTEN == 0);
    }
    good = good && hpt_end(t) == HPT_OK && map_agrees(&n, hpt_state(t)) && hpt_check(t) == NULL;
    if (t != NULL) {
        const struct hpt_state *s = hpt_state(t);
        printf("%s: %" PRIu64 " events, %" PRIu64 " failures, %" PRIu64 " predicted, %" PRIu64
               " mispredicted\n",
               rules->name, s->event, s->failures, s->exactness.predicted,
               s->exactness.mispredicted);
        good =
            good && s->event == events && s->exactness.level == HPT_LEVEL_EXACT && s->failures > 0;
    }
    hpt_tracker_free(t);
    return good;
}

int main(int argc, char **argv)
{
    uint64_t events = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000;

    for (size_t i = 0; i < naive_rules_count && argc > 1; i++)
        if (strcmp(naive_rules[i].name, argv[1]) == 0)
            return run(&naive_rules[i], events) ? 0 : 1;
    fputs("usage: agree NAME [EVENTS]\n", stderr);
    return 2;
}
