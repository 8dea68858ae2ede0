/* Copies of heaps that go on by themselves. */
#include "heap/heap.h"
#include "heap/leaves.h"
#include "heap/nodes.h"

#include <stdlib.h>
#include <string.h>

static struct bins *copy_bins(const struct bins *from)
{
    struct bins *b = malloc(sizeof *b);

    if (!b)
        return NULL;
    *b = *from;
    b->entries = malloc(from->capacity * sizeof *b->entries);
    if (!b->entries) {
        free(b);
        return NULL;
    }
    memcpy(b->entries, from->entries, from->used * sizeof *b->entries);
    return b;
}

static enum hpt_status copy_blocks(struct blocks *to, const struct blocks *from)
{
    *to = (struct blocks){.start = from->start,
                          .end = from->end,
                          .origin = from->origin,
                          .count = from->count,
                          .gaps = from->gaps,
                          .free_bytes = from->free_bytes};
    enum hpt_status status = nodes_copy(to, from);
    if (status == HPT_OK && from->bins) {
        to->bins = copy_bins(from->bins);
        status = to->bins ? HPT_OK : HPT_ERR_MEMORY;
    }
    if (status != HPT_OK)
        blocks_release(to);
    return status;
}

enum hpt_status heaps_own(struct heaps *h)
{
    size_t count = h->count;

    for (h->count = 0; h->count < count; h->count++) {
        const struct blocks shared = h->blocks[h->count];
        if (copy_blocks(&h->blocks[h->count], &shared) != HPT_OK) {
            heaps_release(h);
            return HPT_ERR_MEMORY;
        }
    }
    heaps_moved(h);
    return HPT_OK;
}

size_t heaps_size(const struct heaps *h)
{
    size_t size = 0;

    for (size_t i = 0; i < h->count; i++) {
        const struct bins *bins = h->blocks[i].bins;
        size += nodes_size(&h->blocks[i]);
        if (bins)
            size += sizeof *bins + bins->capacity * sizeof *bins->entries;
    }
    return size;
}
