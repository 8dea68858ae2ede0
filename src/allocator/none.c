/* No model: of a block no more is known than where it begins and what was asked for. */
#include "allocator/allocator.h"

static uint64_t need(const struct allocator *a, uint64_t request)
{
    (void)a;
    return request > 0 ? request : 1;
}

static bool find(const struct allocator *a, const struct heaps *h, uint64_t request, struct spot *s)
{
    (void)a;
    (void)h;
    (void)request;
    (void)s;
    return false;
}

static void shape(const struct allocator *a, uint64_t request, uint64_t address, uint64_t from,
                  uint64_t to, struct spot *s)
{
    (void)from;
    (void)to;
    s->start = address;
    s->size = need(a, request);
    s->address = address;
}

static bool stays(const struct allocator *a, const struct record *r, uint64_t request)
{
    (void)a;
    (void)r;
    (void)request;
    return false;
}

static uint64_t serves(const struct allocator *a, uint64_t bytes)
{
    (void)a;
    return bytes;
}

static uint64_t payload(const struct allocator *a, uint64_t heap, uint64_t start)
{
    (void)heap;
    (void)a;
    return start;
}

const struct allocator allocator_none = {
    .name = "none",
    .about = "no model: blocks are drawn as requested, nothing is predicted",
    .unit = 1,
    .need = need,
    .find = find,
    .shape = shape,
    .stays = stays,
    .serves = serves,
    .payload = payload,
};
