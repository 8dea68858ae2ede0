/* The pinning blocks of a request: which live blocks keep the hole from opening that it needs.
 *
 * A way is a set of live blocks whose release would let the request succeed, and none of which can
 * be left out. Released blocks join the holes around them, so a way is a run of neighbours between
 * two blocks that stay, and all ways are found in one walk with a window over the blocks in address
 * order. The cheapest way is the cheapest of all sets that would do: a set that is no way holds
 * one. Unknown stretches stay, and count neither as free nor as what could be released. */
#ifndef ANALYSIS_PINS_H
#define ANALYSIS_PINS_H

#include "heapterm.h"

/* What is occupied, in address order, heap after heap. The bounds of a heap and unknown stretches
 * are fixed spots. */
struct pin_spot {
    uint64_t start, end;
    uint64_t address; /* what malloc returned */
    uint64_t before;  /* bytes occupied by the spots before it that are not fixed */
    uint32_t heap;    /* its place in hpt_state.heaps */
    uint32_t kind;    /* see analysis/kinds.h, 0 at first */
    bool is_fixed;
};

/* The blocks spots[first] to spots[last]. */
struct pin_way {
    uint32_t first, last;
};

struct pins {
    struct pin_spot *spots;
    size_t spot_count, spot_capacity;
    struct pin_way
        *ways; /* in address order: neither their first nor their last block turns back */
    size_t way_count, way_capacity;
};

/* Fills *p, all zero before, for malloc(size). A heap adds no ways if the request fits there as it
 * is, is always refused, or if no release would make room. Linear in the blocks. pins_release
 * follows, also after HPT_ERR_MEMORY. */
enum hpt_status pins_find(struct pins *p, const struct hpt_state *state,
                          uint64_t size) HPT_MUST_CHECK;
void pins_release(struct pins *p);

/* Occupied bytes of a way, and its number of blocks. */
uint64_t pins_bytes(const struct pins *p, struct pin_way way);
uint64_t pins_blocks(struct pin_way way);

/* The cheapest ways, at most `most`, cheapest first: by bytes, then by blocks, or the other way
 * round; what costs the same in address order. Returns how many. */
enum pin_cost { PIN_BY_BYTES, PIN_BY_BLOCKS };
size_t pins_cheapest(const struct pins *p, enum pin_cost cost, size_t most, struct pin_way *ways);

#endif
