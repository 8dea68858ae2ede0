/* The part of the naive device that is full newlib: Doug Lea's malloc 2.6.5 with its bins, each of
 * which is found by looking at all chunks. It is never large enough for its top to be trimmed.
 *
 * The last chunk is the one at the top. A chunk has what belongs to it, from its size word to the
 * next one; the first also has the word before that. */
#ifndef MODEL_NAIVE_BINS_H
#define MODEL_NAIVE_BINS_H

#include "naive.h"

/* Each gives where the block begins, or UINT32_MAX. */
uint32_t bins_alloc(struct naive *n, uint32_t request);
uint32_t bins_realloc(struct naive *n, uint32_t start, uint32_t request);
void bins_free(struct naive *n, uint32_t start);

/* Would the request be served? */
bool bins_serve(const struct naive *n, uint32_t request);

#endif
