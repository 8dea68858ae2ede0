/* A device whose allocator is written down as plainly as can be: a list of chunks that is walked.
 * It shares nothing with the models of the library, and is what they are tried against. */
#ifndef MODEL_NAIVE_H
#define MODEL_NAIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NAIVE_CHUNKS = 8192, NAIVE_LIVE = 4096, NAIVE_LINE = 96 };
#define NAIVE_START 0x20000000u

/* The rules of one allocator, by the name that the library has for it. */
struct naive_rules {
    const char *name;
    bool nano;      /* newlib-nano, else micro:bit */
    bool tail;      /* hands out the tail of a chunk */
    bool half;      /* realloc moves what would keep half or less */
    bool extends;   /* a last free chunk grows where the rest of the heap is too small */
    uint32_t front; /* bytes of heap statistics in front of each block */
    bool bins;      /* full newlib: naive_bins.c */
};

extern const struct naive_rules naive_rules[];
extern const size_t naive_rules_count;

struct naive_chunk {
    uint32_t size;
    bool used;
    bool rest;    /* of full newlib: what is left of the chunk that was split last */
    uint32_t age; /* of full newlib: when it came into its bin */
};

struct naive {
    const struct naive_rules *rules;
    uint32_t heap; /* bytes */
    uint32_t clock;
    uint32_t brk; /* the micro:bit's allocator owns all from the start */
    size_t count;
    struct naive_chunk chunks[NAIVE_CHUNKS]; /* in address order up to the break */
    size_t live_count;
    uint32_t live[NAIVE_LIVE]; /* where their chunks begin */
};

/* An empty heap; `line` is what the device prints of it. */
void naive_init(struct naive *n, const struct naive_rules *rules, uint32_t heap, char *text,
                size_t size);

/* Each does what the program asks and writes the line that the device prints. */
void naive_alloc(struct naive *n, uint32_t request, char line[NAIVE_LINE]);
void naive_free(struct naive *n, size_t which, char line[NAIVE_LINE]);
/* newlib only. */
void naive_realloc(struct naive *n, size_t which, uint32_t request, char line[NAIVE_LINE]);

/* Free bytes and holes; what lies above the break counts, and joins a hole that touches it. */
void naive_figures(const struct naive *n, uint32_t *free_bytes, uint32_t *holes);
/* The largest request that would be served, found by trying. */
uint32_t naive_largest(const struct naive *n);

#endif
