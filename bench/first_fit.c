#include "first_fit.h"

#include <stdlib.h>

#define NONE FIRST_FIT_NONE
#define BUCKET 128u /* bytes: a handful of stretches */

static size_t bucket_of(const struct first_fit *f, size_t place)
{
    return (size_t)((f->stretches[place].at - f->start) / BUCKET);
}

/* The next stretch that begins in the same bucket, or none. */
static size_t next_in_bucket(const struct first_fit *f, size_t place)
{
    size_t after = f->stretches[place].after;

    return after != NONE && bucket_of(f, after) == bucket_of(f, place) ? after : NONE;
}

/* After a change to a stretch that begins, or began, in `bucket`. */
static void renew(struct first_fit *f, size_t bucket)
{
    uint64_t largest = 0;

    for (size_t i = f->first[bucket]; i != NONE; i = next_in_bucket(f, i))
        if (!f->stretches[i].used && f->stretches[i].size > largest)
            largest = f->stretches[i].size;
    size_t node = f->leaves + bucket;
    f->largest[node] = largest;
    for (node /= 2; node > 0; node /= 2) {
        uint64_t left = f->largest[2 * node], right = f->largest[2 * node + 1];
        uint64_t now = left > right ? left : right;
        if (f->largest[node] == now)
            return;
        f->largest[node] = now;
    }
}

static size_t lowest_with(const struct first_fit *f, uint64_t need)
{
    size_t node = 1;

    if (f->largest[node] < need)
        return NONE;
    while (node < f->leaves)
        node = f->largest[2 * node] >= need ? 2 * node : 2 * node + 1;
    size_t place = f->first[node - f->leaves];
    while (f->stretches[place].used || f->stretches[place].size < need)
        place = f->stretches[place].after;
    return place;
}

/* Puts a stretch that begins `offset` bytes into `place`; returns it. There is always a spare one:
 * stretches are at most twice the live blocks and one. */
static size_t split(struct first_fit *f, size_t place, uint64_t offset)
{
    struct stretch *s = &f->stretches[place];
    size_t high = f->spare;
    struct stretch *h = &f->stretches[high];

    f->spare = h->after;
    *h = (struct stretch){s->at + offset, s->size - offset, s->used, place, s->after};
    if (s->after != NONE)
        f->stretches[s->after].before = high;
    s->after = high;
    s->size = offset;
    size_t bucket = bucket_of(f, high);
    if (f->first[bucket] == NONE || f->stretches[f->first[bucket]].at > h->at)
        f->first[bucket] = high;
    renew(f, bucket);
    return high;
}

static void merge_with_next(struct first_fit *f, size_t place)
{
    struct stretch *s = &f->stretches[place];
    size_t gone = s->after, bucket = bucket_of(f, gone);

    if (f->first[bucket] == gone)
        f->first[bucket] = next_in_bucket(f, gone);
    s->size += f->stretches[gone].size;
    s->after = f->stretches[gone].after;
    if (s->after != NONE)
        f->stretches[s->after].before = place;
    f->stretches[gone].after = f->spare;
    f->spare = gone;
    renew(f, bucket);
}

size_t first_fit_take(struct first_fit *f, uint64_t need, uint64_t least_rest, bool from_end)
{
    size_t place = lowest_with(f, need);

    if (place == NONE)
        return NONE;
    uint64_t rest = f->stretches[place].size - need;
    size_t low = place;
    if (rest >= least_rest && from_end)
        place = split(f, place, rest);
    else if (rest >= least_rest)
        split(f, place, need);
    f->stretches[place].used = true;
    renew(f, bucket_of(f, low));
    renew(f, bucket_of(f, place));
    return place;
}

void first_fit_give_back(struct first_fit *f, size_t place)
{
    struct stretch *s = &f->stretches[place];
    size_t before = s->before;

    s->used = false;
    if (s->after != NONE && !f->stretches[s->after].used)
        merge_with_next(f, place);
    renew(f, bucket_of(f, place));
    if (before != NONE && !f->stretches[before].used) {
        merge_with_next(f, before);
        renew(f, bucket_of(f, before));
    }
}

bool first_fit_init(struct first_fit *f, uint64_t start, uint64_t size, size_t blocks)
{
    size_t stretches = blocks * 2 + 8, buckets = (size_t)(size / BUCKET) + 1, leaves = 1;

    while (leaves < buckets)
        leaves *= 2;
    *f = (struct first_fit){.start = start, .leaves = leaves, .spare = 1};
    f->stretches = calloc(stretches, sizeof *f->stretches);
    f->first = calloc(buckets, sizeof *f->first);
    f->largest = calloc(leaves * 2, sizeof *f->largest);
    if (f->stretches == NULL || f->first == NULL || f->largest == NULL) {
        first_fit_release(f);
        return false;
    }
    for (size_t i = 1; i < stretches; i++)
        f->stretches[i].after = i + 1 < stretches ? i + 1 : NONE;
    for (size_t i = 1; i < buckets; i++)
        f->first[i] = NONE;
    f->stretches[0] = (struct stretch){start, size, false, NONE, NONE};
    renew(f, 0);
    return true;
}

void first_fit_release(struct first_fit *f)
{
    free(f->stretches);
    free(f->first);
    free(f->largest);
    *f = (struct first_fit){0};
}
