/* Which bounds of a block are certain where the trace began late. An address tells where a block's
 * payload is; a word of padding in front of it and a remainder too small for a chunk behind it may
 * belong to the block or not, as the hole had it that it was cut from. Beside memory of which
 * nothing is known, that cannot be told; where two blocks touch, it is certain for both. */
#include "tracker/model.h"

static bool is_old(const struct blocks *b, struct place p)
{
    return blocks_info(b, p)->kind == RECORD_UNKNOWN_BEFORE;
}

/* The block at p loses the softness of one side. */
static enum hpt_status harden(struct model *m, size_t heap, struct place p, unsigned side)
{
    struct record r = blocks_record(&m->heaps.blocks[heap], p);

    if ((r.soft & side) == 0)
        return HPT_OK;
    r.soft = (uint8_t)(r.soft & ~side);
    return heaps_replace(&m->heaps, heap, p, &r, false);
}

static enum hpt_status set_soft(struct model *m, size_t heap, struct place p, unsigned sides)
{
    struct record r = blocks_record(&m->heaps.blocks[heap], p);

    if (r.soft == sides)
        return HPT_OK;
    r.soft = (uint8_t)sides;
    return heaps_replace(&m->heaps, heap, p, &r, false);
}

/* A block and what lies beside it. */
struct borders {
    struct place below, above;
    bool on_below; /* it touches the block below */
    bool more;     /* there is something above */
    uint64_t rest; /* bytes of hole above */
    bool latest;   /* it begins as late as it can: right before its payload */
    bool whole;    /* it has more than was asked for: a rest that was too small for a chunk */
};

static struct borders borders_of(const struct model *m, const struct blocks *b, struct place p)
{
    const struct allocator *a = m->allocator;
    struct record r = blocks_record(b, p);
    struct spot s = {0};
    struct borders n = {.below = blocks_before(b, p), .above = p, .rest = blocks_gap(b, p)};

    a->shape(a, r.requested, r.address, 0, UINT64_MAX, &s);
    n.more = blocks_next(b, &n.above);
    n.on_below = blocks_gap(b, n.below) == 0;
    n.latest = r.start == s.start;
    n.whole = r.size != s.size;
    return n;
}

static bool is_firm(const struct blocks *b, struct place p, unsigned side)
{
    return !is_old(b, p) && (blocks_info(b, p)->soft & side) == 0;
}

static bool start_is_firm(const struct model *m, const struct blocks *b, const struct borders *n,
                          bool forced)
{
    bool padded = m->allocator->padding > 0;

    if (!padded && !m->allocator->bins)
        return true; /* the header is right before the payload */
    if (n->on_below && is_sentinel(n->below))
        return true;
    if (forced && !n->more)
        return true; /* at the top: the addresses to come tell (padded_first) */
    if (n->on_below && !is_old(b, n->below))
        return n->latest || is_firm(b, n->below, SOFT_END);
    return !forced && !n->on_below && !n->whole && n->more && is_firm(b, n->above, SOFT_START);
}

static bool end_is_firm(const struct model *m, const struct blocks *b, const struct borders *n,
                        bool forced, bool start)
{
    uint64_t least = m->allocator->need(m->allocator, 1);
    bool touches = n->more && n->rest == 0;

    if (touches && is_firm(b, n->above, SOFT_START))
        return true;
    if (forced && !n->more)
        return true;
    if (forced || n->whole || !start || touches)
        return false;
    return !n->more || n->rest >= 2 * least || is_firm(b, n->above, SOFT_START);
}

enum hpt_status model_firm(struct model *m, size_t heap, uint64_t start, bool forced)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct place p = blocks_find(b, start);
    struct borders n = borders_of(m, b, p);
    enum hpt_status status = HPT_OK;
    bool from = start_is_firm(m, b, &n, forced);
    bool to = end_is_firm(m, b, &n, forced, from);

    if (n.on_below && from && !is_sentinel(n.below) && !is_old(b, n.below))
        status = harden(m, heap, n.below, SOFT_END);
    p = blocks_find(b, start);
    n = borders_of(m, b, p);
    if (status == HPT_OK && n.more && n.rest == 0 && from && !n.whole && !is_old(b, n.above))
        status = harden(m, heap, n.above, SOFT_START);
    unsigned soft = (from ? 0u : SOFT_START) | (to ? 0u : SOFT_END);
    return status == HPT_OK ? set_soft(m, heap, blocks_find(b, start), soft) : status;
}
