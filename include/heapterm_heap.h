/* Questions to the map: blocks, holes, and what a request needs. Part of heapterm.h, which includes
 * it. */
#include "heapterm.h" /* includes this one, in its place */

#ifndef HEAPTERM_HEAP_H
#define HEAPTERM_HEAP_H

#ifdef __cplusplus
extern "C" {
#endif

/* The block of `heap` that holds the byte `at`. False outside the heap. Walk a heap with
 * at = start; then at = header + size while true. Free neighbours come as one block. */
HPT_API bool hpt_heap_block(const struct hpt_heap *heap, uint64_t at, struct hpt_block *block);

/* The hole [*from, *to) that holds the byte `at`, or the next one behind it: quicker than a walk,
 * as it passes over the blocks between. False: there is none. */
HPT_API bool hpt_heap_next_hole(const struct hpt_heap *heap, uint64_t at, uint64_t *from,
                                uint64_t *to);

/* Bytes of a hole that malloc(request) takes of this heap at least, header and rounding counted; 0:
 * the allocator always refuses it. */
HPT_API uint64_t hpt_heap_need(const struct hpt_heap *heap, uint64_t request);

/* Bytes of the widest hole that [from, to) of the heap would be if nothing lived there, as the
 * allocator sees it. A request is served if they are at least what it needs. */
HPT_API uint64_t hpt_heap_room(const struct hpt_heap *heap, uint64_t from, uint64_t to);

/* By how many bytes the heap would have to end later for malloc(request) to find room at its end;
 * 0: it has that room, or always refuses. */
HPT_API uint64_t hpt_heap_shortfall(const struct hpt_heap *heap, uint64_t request);

/* Are the bounds of a heap only inferred? Then nothing is certain of what is free. The C library's
 * heap is not counted. */
HPT_API bool hpt_has_inferred_bounds(const struct hpt_state *state);

#ifdef __cplusplus
}
#endif
#endif
