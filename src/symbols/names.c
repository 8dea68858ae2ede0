#include "symbols/names.h"

#include <stdalign.h>
#include <stdlib.h>

enum { PAGE = 16384 };

struct name_page {
    struct name_page *next;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

void names_close(struct names *n)
{
    for (struct name_page *p = n->pages; p != NULL;) {
        struct name_page *next = p->next;
        free(p);
        p = next;
    }
    free(n->entries);
    *n = (struct names){0};
}

/* Fibonacci hashing: the upper bits of the product depend on all of the address. */
static size_t place_of(uint64_t address, size_t capacity)
{
    return (size_t)((address * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (capacity - 1);
}

static struct name_entry *find(const struct names *n, uint64_t address)
{
    size_t i = place_of(address, n->capacity);

    while (n->entries[i].is_used && n->entries[i].address != address)
        i = (i + 1) & (n->capacity - 1);
    return &n->entries[i];
}

static bool grow(struct names *n)
{
    struct names wider = *n;

    wider.capacity = n->capacity == 0 ? 256 : 2 * n->capacity;
    wider.entries = calloc(wider.capacity, sizeof *wider.entries);
    if (wider.entries == NULL)
        return false;
    for (size_t i = 0; i < n->capacity; i++)
        if (n->entries[i].is_used)
            *find(&wider, n->entries[i].address) = n->entries[i];
    free(n->entries);
    *n = wider;
    return true;
}

struct name_entry *names_entry(struct names *n, uint64_t address)
{
    struct name_entry *e = n->capacity > 0 ? find(n, address) : NULL;

    if (e != NULL && e->is_used)
        return e;
    if (n->count >= NAMES_MAX || (2 * n->count >= n->capacity && !grow(n)))
        return NULL;
    e = find(n, address);
    *e = (struct name_entry){.address = address, .is_used = true};
    n->count++;
    return e;
}

void *names_keep(struct names *n, size_t size)
{
    size_t wanted = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct name_page *p = n->pages;

    if (p == NULL || PAGE < p->used || PAGE - p->used < wanted) {
        p = malloc(sizeof *p + (wanted > PAGE ? wanted : PAGE));
        if (p == NULL)
            return NULL;
        p->next = n->pages;
        p->used = 0;
        n->pages = p;
    }
    void *at = p->bytes + p->used;
    p->used += wanted;
    return at;
}
