/* Inputs that are as nasty as we know, and the growing buffer that holds them. */
#ifndef EXACT_NASTY_H
#define EXACT_NASTY_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *bytes;
    size_t count;
    size_t capacity;
};

/* Ends the program: the test itself cannot go on. */
_Noreturn void die(const char *what);

/* Appends; without memory the program ends. */
void add(struct buffer *b, const void *bytes, size_t size);

/* Next of a sequence that is the same everywhere; *seed must not be 0. */
uint64_t next_random(uint64_t *seed);

/* Calls `check` with every input and its name. The input is valid during the call. */
void nasty_inputs(void (*check)(const char *name, const struct buffer *in));

#endif
