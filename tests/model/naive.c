#include "naive_bins.h"

#include <stdio.h>
#include <string.h>

#define NOWHERE UINT32_MAX

const struct naive_rules naive_rules[] = {
    {.name = "microbit"},
    {.name = "newlib-nano", .nano = true, .tail = true},
    {.name = "newlib-nano-2020", .nano = true, .tail = true, .half = true},
    {.name = "newlib-nano-2021", .nano = true, .half = true, .extends = true},
    {.name = "newlib-nano-mbed", .nano = true, .half = true},
    {.name = "newlib-nano+stats", .nano = true, .tail = true, .front = 8},
    {.name = "newlib-nano-2021+stats", .nano = true, .extends = true, .front = 8},
    {.name = "newlib", .nano = true, .bins = true},
};
const size_t naive_rules_count = sizeof naive_rules / sizeof *naive_rules;

void naive_init(struct naive *n, const struct naive_rules *rules, uint32_t heap, char *text,
                size_t size)
{
    n->rules = rules;
    n->heap = heap;
    n->brk = rules->nano ? 0 : heap;
    n->count = n->live_count = 0;
    n->clock = 0;
    if (rules->nano) {
        snprintf(text, size, "#h:0x%x;0x%x\n", NAIVE_START, NAIVE_START + heap);
        return;
    }
    n->chunks[n->count++] = (struct naive_chunk){.size = heap};
    snprintf(text, size,
             "HEAP 0: \nheap_start : 0x%x\nheap_end   : 0x%x\nheap_size  : %u\n[F:%u] \n"
             "mb_total_free : %u\nmb_total_used : 0\n",
             NAIVE_START, NAIVE_START + heap, heap, heap, heap);
}

static void insert(struct naive *n, size_t at, struct naive_chunk c)
{
    memmove(n->chunks + at + 1, n->chunks + at, (n->count - at) * sizeof *n->chunks);
    n->chunks[at] = c;
    n->count++;
}

static void drop(struct naive *n, size_t at)
{
    memmove(n->chunks + at, n->chunks + at + 1, (n->count - at - 1) * sizeof *n->chunks);
    n->count--;
}

static void merge(struct naive *n)
{
    for (size_t i = 0; i + 1 < n->count;) {
        if (n->chunks[i].used || n->chunks[i + 1].used) {
            i++;
            continue;
        }
        n->chunks[i].size += n->chunks[i + 1].size;
        drop(n, i + 1);
    }
}

static uint32_t least(const struct naive *n)
{
    return n->rules->nano ? 12 : 8;
}

/* Bytes that a request needs; NOWHERE where it is refused. */
static uint32_t wanted_for(const struct naive *n, uint32_t request)
{
    if (!n->rules->nano)
        return request == 0 ? NOWHERE : (request + 3) / 4 * 4 + 4;
    uint32_t wanted = (request + n->rules->front + 3) / 4 * 4 + 8;
    return wanted < 12 ? 12 : wanted;
}

static uint32_t address_of(const struct naive *n, uint32_t start)
{
    if (!n->rules->nano || n->rules->bins)
        return NAIVE_START + start + (n->rules->bins && start == 0 ? 8 : 4);
    return NAIVE_START + (start + 4 + 7) / 8 * 8 + n->rules->front;
}

/* The first free chunk that is large enough, and where it begins; n->count if there is none. */
static size_t first_fit(const struct naive *n, uint32_t wanted, uint32_t *start)
{
    size_t i = 0;

    *start = 0;
    while (i < n->count && (n->chunks[i].used || n->chunks[i].size < wanted))
        *start += n->chunks[i++].size;
    return i;
}

static bool last_is_free(const struct naive *n)
{
    return n->count > 0 && !n->chunks[n->count - 1].used;
}

/* Can the break be moved for it? */
static bool can_grow(const struct naive *n, uint32_t wanted)
{
    uint32_t last = n->rules->extends && last_is_free(n) ? n->chunks[n->count - 1].size : 0;

    return n->heap - n->brk + last >= wanted;
}

static uint32_t grow(struct naive *n, uint32_t wanted)
{
    if (!can_grow(n, wanted))
        return NOWHERE;
    if (n->heap - n->brk < wanted) {
        n->brk -= n->chunks[n->count - 1].size;
        n->count--;
    }
    n->chunks[n->count++] = (struct naive_chunk){.size = wanted, .used = true};
    n->brk += wanted;
    return n->brk - wanted;
}

/* The chunk for a request: its start, or NOWHERE. */
static uint32_t take(struct naive *n, uint32_t request)
{
    uint32_t wanted = wanted_for(n, request);
    uint32_t start;

    if (n->rules->bins)
        return bins_alloc(n, request);
    if (wanted == NOWHERE || n->count + 2 > NAIVE_CHUNKS)
        return NOWHERE;
    size_t i = first_fit(n, wanted, &start);
    if (i == n->count)
        return grow(n, wanted);
    uint32_t rest = n->chunks[i].size - wanted;
    n->chunks[i].used = true;
    if (rest < least(n))
        return start;
    if (n->rules->tail) {
        n->chunks[i] = (struct naive_chunk){.size = rest};
        insert(n, i + 1, (struct naive_chunk){.size = wanted, .used = true});
        return start + rest;
    }
    n->chunks[i].size = wanted;
    insert(n, i + 1, (struct naive_chunk){.size = rest});
    return start;
}

static size_t chunk_at(const struct naive *n, uint32_t start)
{
    uint32_t at = 0;
    size_t i = 0;

    for (; at < start; i++)
        at += n->chunks[i].size;
    return i;
}

static void give_back(struct naive *n, uint32_t start)
{
    if (n->rules->bins) {
        bins_free(n, start);
        return;
    }
    n->chunks[chunk_at(n, start)].used = false;
    merge(n);
}

void naive_alloc(struct naive *n, uint32_t request, char line[NAIVE_LINE])
{
    uint32_t start = n->live_count < NAIVE_LIVE ? take(n, request) : NOWHERE;

    if (start == NOWHERE) {
        snprintf(line, NAIVE_LINE,
                 n->rules->nano ? "#m:0;0x101-%u\n" : "malloc: OUT OF MEMORY [%u]\n", request);
        return;
    }
    n->live[n->live_count++] = start;
    if (n->rules->nano)
        snprintf(line, NAIVE_LINE, "#m:0x%x;0x101-%u\n", address_of(n, start), request);
    else
        snprintf(line, NAIVE_LINE, "malloc: ALLOCATED: %u [0x%x]\n", request, address_of(n, start));
}

void naive_free(struct naive *n, size_t which, char line[NAIVE_LINE])
{
    uint32_t start = n->live[which];

    snprintf(line, NAIVE_LINE, n->rules->nano ? "#f:0x0;0x201-0x%x\n" : "free:   0x%x\n",
             address_of(n, start));
    n->live[which] = n->live[--n->live_count];
    give_back(n, start);
}

static bool stays(const struct naive *n, uint32_t start, uint32_t request)
{
    uint32_t end = NAIVE_START + start + n->chunks[chunk_at(n, start)].size;
    uint32_t usable = end - address_of(n, start);

    return n->rules->front == 0 && request <= usable && (!n->rules->half || request > usable / 2);
}

void naive_realloc(struct naive *n, size_t which, uint32_t request, char line[NAIVE_LINE])
{
    uint32_t was = n->live[which];
    uint32_t now;

    if (n->rules->bins)
        now = bins_realloc(n, was, request);
    else
        now = stays(n, was, request) ? was : take(n, request);
    if (now == NOWHERE) {
        snprintf(line, NAIVE_LINE, "#r:0x0;0x301-0x%x;%u\n", address_of(n, was), request);
        return;
    }
    snprintf(line, NAIVE_LINE, "#r:0x%x;0x301-0x%x;%u\n", address_of(n, now), address_of(n, was),
             request);
    n->live[which] = now;
    if (now != was && !n->rules->bins)
        give_back(n, was);
}

void naive_figures(const struct naive *n, uint32_t *free_bytes, uint32_t *holes)
{
    *free_bytes = n->heap - n->brk;
    *holes = n->heap > n->brk && !last_is_free(n);
    for (size_t i = 0; i < n->count; i++)
        if (!n->chunks[i].used) {
            *free_bytes += n->chunks[i].size;
            (*holes)++;
        }
}

static bool would_be_served(const struct naive *n, uint32_t request)
{
    uint32_t wanted = wanted_for(n, request);
    uint32_t start;

    if (n->rules->bins)
        return bins_serve(n, request);
    return wanted != NOWHERE && (first_fit(n, wanted, &start) < n->count || can_grow(n, wanted));
}

uint32_t naive_largest(const struct naive *n)
{
    uint32_t served = 0;

    for (uint32_t step = 1u << 31; step > 0; step /= 2)
        if (served + step <= n->heap && would_be_served(n, served + step))
            served += step;
    return served;
}
