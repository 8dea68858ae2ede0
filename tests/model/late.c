/* Traces that begin late, of devices whose memory is known:
 *
 *     late NAME RUNS SHARE [auto]
 *
 * Each run is a random program on the naive device. The library hears it from some event on, soon
 * or late, and knows where the heap lies and (without "auto") what allocator the device has. After
 * every event what the map calls free must be free, if the allocator is known; and where it calls
 * itself exact (since an event, apart from what it calls unknown) every block, every hole and the
 * top must be the device's. SHARE is how many runs of a hundred must get there. */
#include "naive.h"

#include "heapterm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAP_LEAST = 2048, HEAP_MORE = 12288, BEFORE_MOST = 1500, AFTER = 1200 };

struct tally {
    uint64_t runs, resynced, at_end, wrong;
    uint64_t events; /* until the map was exact for the first time, in all */
};

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed >> 11;
}

/* What a program asks for: its sizes, how full it keeps its heap, and how often it resizes. */
struct program {
    uint32_t usual, rare, live_most, resizes;
};

static struct program some_program(uint64_t *seed, const struct naive_rules *rules)
{
    static const uint32_t usual[] = {16, 40, 64, 200};

    return (struct program){.usual = usual[next_random(seed) % 4],
                            .rare = 100 + (uint32_t)(next_random(seed) % 900),
                            .live_most = 8 + (uint32_t)(next_random(seed) % 120),
                            .resizes = rules->nano ? (uint32_t)(next_random(seed) % 12) : 0};
}

static uint32_t some_size(const struct program *p, uint64_t *seed)
{
    uint64_t r = next_random(seed);

    return (uint32_t)(r / 16 % (r % 16 == 0 ? p->rare : p->usual));
}

static void step(struct naive *n, const struct program *p, uint64_t *seed, uint64_t number,
                 char line[NAIVE_LINE])
{
    uint64_t r = next_random(seed);
    bool grows = r % 100 < (number / 150 % 2 == 0 ? 60u : 44u);

    if (n->live_count == 0 || (grows && n->live_count < p->live_most))
        naive_alloc(n, some_size(p, seed), line);
    else if (r / 100 % 100 < p->resizes)
        naive_realloc(n, r / 10000 % n->live_count, 1 + some_size(p, seed), line);
    else
        naive_free(n, r / 10000 % n->live_count, line);
}

/* The chunk that begins at `at`, or holds it; n->count above the last. */
static size_t chunk_at(const struct naive *n, uint64_t at, uint64_t *start)
{
    size_t i = 0;

    for (*start = NAIVE_START; i < n->count && at >= *start + n->chunks[i].size; i++)
        *start += n->chunks[i].size;
    return i;
}

static bool is_free(const struct naive *n, uint64_t from, uint64_t to)
{
    uint64_t start;

    for (size_t i = chunk_at(n, from, &start); i < n->count && start < to; i++) {
        if (n->chunks[i].used)
            return false;
        start += n->chunks[i].size;
    }
    return true;
}

/* What is wrong in the map, or NULL. */
static const char *differs(const struct naive *n, const struct hpt_state *s, bool free_too)
{
    bool exact = s->exactness.level != HPT_LEVEL_INFERRED;
    const struct hpt_heap *heap = &s->heaps[0];
    struct hpt_block b;
    uint64_t start;

    for (uint64_t at = heap->start; hpt_heap_block(heap, at, &b); at += b.size) {
        if (b.state == HPT_BLOCK_FREE && (exact || free_too) && !is_free(n, at, at + b.size))
            return "a used chunk is drawn as free";
        if (b.state != HPT_BLOCK_USED || !exact)
            continue;
        size_t i = chunk_at(n, at, &start);
        if (i == n->count || start != at || !n->chunks[i].used || n->chunks[i].size != b.size)
            return "a block is not the device's";
    }
    if (exact && n->rules->nano && heap->top != NAIVE_START + n->brk)
        return "the top is not the device's";
    return NULL;
}

static bool follow(struct naive *n, const struct program *p, uint64_t *seed, struct hpt_tracker *t,
                   bool free_too, struct tally *tally)
{
    const struct hpt_state *s = hpt_state(t);
    char line[NAIVE_LINE];
    bool exact = false;

    for (uint64_t i = 1; i <= AFTER; i++) {
        step(n, p, seed, i, line);
        if (hpt_feed(t, line, strlen(line), 0, NULL) != HPT_OK || hpt_check(t) != NULL) {
            printf("event %" PRIu64 ": the map contradicts itself: %s\n", i,
                   hpt_check(t) ? hpt_check(t) : "the event was refused");
            return false;
        }
        if (s->heap_count == 0)
            continue;
        /* what might be the beginning is drawn as one, but not called exact */
        const char *wrong =
            differs(n, s, free_too && !n->rules->bins && s->heaps[0].unknown_bytes > 0);
        if (wrong) {
            printf("event %" PRIu64 " (%s by %s): %s\n", i,
                   s->exactness.level == HPT_LEVEL_INFERRED ? "inferred" : "exact", s->allocator,
                   wrong);
            return false;
        }
        if (s->exactness.level != HPT_LEVEL_INFERRED && !exact) {
            exact = true;
            tally->events += i;
        }
    }
    tally->resynced += exact;
    tally->at_end += s->exactness.level != HPT_LEVEL_INFERRED;
    return true;
}

static void run(const struct naive_rules *rules, bool chooses, uint64_t seed, struct tally *tally)
{
    static struct naive n;
    char text[256];
    char line[NAIVE_LINE];
    uint64_t state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    uint32_t heap = HEAP_LEAST + (uint32_t)(next_random(&state) % HEAP_MORE) / 8 * 8;
    struct program p = some_program(&state, rules);
    struct hpt_options options = {.allocator = chooses ? NULL : rules->name,
                                  .heap_given = true,
                                  .heap_start = NAIVE_START,
                                  .heap_size = heap};
    uint64_t before = 1 + next_random(&state) % (seed % 2 == 0 ? 40 : BEFORE_MOST);
    struct hpt_tracker *t = hpt_tracker_new(&options, NULL);

    naive_init(&n, rules, heap, text, sizeof text);
    for (uint64_t i = 1; i <= before; i++)
        step(&n, &p, &state, i, line);
    tally->runs++;
    if (!t || !follow(&n, &p, &state, t, !chooses, tally)) {
        printf("    in run %" PRIu64 ", which began with event %" PRIu64 "\n", seed, before);
        tally->wrong++;
    }
    hpt_tracker_free(t);
}

int main(int argc, char **argv)
{
    const struct naive_rules *rules = NULL;
    struct tally t = {0};

    for (size_t i = 0; i < naive_rules_count && argc > 3; i++)
        if (strcmp(naive_rules[i].name, argv[1]) == 0)
            rules = &naive_rules[i];
    if (!rules) {
        fputs("usage: late NAME RUNS SHARE [auto]\n", stderr);
        return 2;
    }
    for (uint64_t seed = 0; seed < strtoull(argv[2], NULL, 10); seed++)
        run(rules, argc > 4, seed, &t);
    printf("%s: %" PRIu64 " runs, %" PRIu64 " wrong, %" PRIu64 " became exact (%" PRIu64
           " were at the end), after %" PRIu64 " events on average\n",
           rules->name, t.runs, t.wrong, t.resynced, t.at_end,
           t.resynced > 0 ? t.events / t.resynced : 0);
    return t.wrong == 0 && t.resynced * 100 >= strtoull(argv[3], NULL, 10) * t.runs ? 0 : 1;
}
