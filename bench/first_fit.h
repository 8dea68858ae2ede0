/* Which place a first fit finds, in time that grows with the logarithm of the heap: traces of a
 * million live blocks are made with it. */
#ifndef BENCH_FIRST_FIT_H
#define BENCH_FIRST_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIRST_FIT_NONE SIZE_MAX

/* A stretch of the heap; stretches are a list in address order, free neighbours are merged. Where
 * they are merged late, as on the micro:bit, first fit finds the same places. */
struct stretch {
    uint64_t at;
    uint64_t size;
    bool used;
    size_t before;
    size_t after;
};

/* The heap is also cut into buckets of equal width; over them lies a tree of the largest free
 * stretch that begins in each. */
struct first_fit {
    uint64_t start;
    struct stretch *stretches;
    size_t spare;  /* first of the unused stretches, linked by `after` */
    size_t *first; /* per bucket: the stretch that begins there lowest, or none */
    uint64_t
        *largest; /* the tree: node n has the children 2n and 2n + 1; leaves from `leaves` on */
    size_t leaves;
};

/* An empty heap that will hold at most `blocks` blocks. False without memory. */
bool first_fit_init(struct first_fit *f, uint64_t start, uint64_t size, size_t blocks);
void first_fit_release(struct first_fit *f);

/* Takes `need` bytes from the lowest hole that has them, from the hole's start or its end, and
 * leaves the rest free if it is at least `least_rest`. Returns the stretch, or none. */
size_t first_fit_take(struct first_fit *f, uint64_t need, uint64_t least_rest, bool from_end);
void first_fit_give_back(struct first_fit *f, size_t place);

#endif
