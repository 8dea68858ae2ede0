#include "naive_bins.h"

#include <string.h>

enum { LEAST = 16, PAGE = 4096 };
#define NOWHERE UINT32_MAX

static uint32_t wanted_for(uint32_t request)
{
    return request < 13 ? LEAST : (request + 11) / 8 * 8;
}

static uint32_t up_to_page(uint32_t bytes)
{
    return (bytes + PAGE - 1) / PAGE * PAGE;
}

/* What the allocator counts as the chunk's bytes: the top's last word lies beyond no neighbour. */
static uint32_t bytes_of(const struct naive *n, size_t i)
{
    return n->chunks[i].size - (i == 0 ? 4 : 0) + (i + 1 == n->count ? 4 : 0);
}

/* What the map counts for that many bytes. */
static uint32_t tile(size_t i, uint32_t bytes)
{
    return bytes + (i == 0 ? 4 : 0);
}

static bool is_bin_chunk(const struct naive *n, size_t i)
{
    return i + 1 < n->count && !n->chunks[i].used;
}

static uint32_t start_of(const struct naive *n, size_t i)
{
    uint32_t at = 0;

    while (i-- > 0)
        at += n->chunks[i].size;
    return at;
}

static size_t chunk_at(const struct naive *n, uint32_t start)
{
    size_t i = 0;

    for (uint32_t at = 0; at < start; i++)
        at += n->chunks[i].size;
    return i;
}

static void drop(struct naive *n, size_t i)
{
    n->count--;
    memmove(n->chunks + i, n->chunks + i + 1, (n->count - i) * sizeof *n->chunks);
}

/* Chunk i takes in the one above it. */
static void join(struct naive *n, size_t i)
{
    n->chunks[i].size += n->chunks[i + 1].size;
    n->chunks[i].rest |= n->chunks[i + 1].rest;
    drop(n, i + 1);
}

/* Chunk i keeps `bytes`; what is left is a chunk above it, if it is large enough for one. */
static bool split(struct naive *n, size_t i, uint32_t bytes)
{
    uint32_t rest = bytes_of(n, i) - bytes;

    if (rest < LEAST)
        return false;
    memmove(n->chunks + i + 2, n->chunks + i + 1, (n->count - i - 1) * sizeof *n->chunks);
    n->count++;
    n->chunks[i + 1] = (struct naive_chunk){.size = n->chunks[i].size - tile(i, bytes)};
    n->chunks[i].size = tile(i, bytes);
    return true;
}

static void into_bin(struct naive *n, size_t i)
{
    n->chunks[i].rest = false;
    n->chunks[i].age = ++n->clock;
}

static uint32_t take_whole(struct naive *n, size_t i)
{
    n->chunks[i].used = true;
    n->chunks[i].rest = false;
    return start_of(n, i);
}

static uint32_t take_some(struct naive *n, size_t i, uint32_t wanted)
{
    if (split(n, i, wanted))
        n->chunks[i + 1].rest = true;
    return take_whole(n, i);
}

/* The smallest chunk that is large enough, of equal ones the one longest in its bin; n->count if
 * there is none. */
static size_t best(const struct naive *n, uint32_t wanted)
{
    size_t found = n->count;

    for (size_t i = 0; i < n->count; i++) {
        if (!is_bin_chunk(n, i) || n->chunks[i].rest || bytes_of(n, i) < wanted)
            continue;
        if (found == n->count || bytes_of(n, i) < bytes_of(n, found) ||
            (bytes_of(n, i) == bytes_of(n, found) && n->chunks[i].age < n->chunks[found].age))
            found = i;
    }
    return found;
}

static size_t last_rest(const struct naive *n)
{
    size_t i = 0;

    while (i < n->count && !n->chunks[i].rest)
        i++;
    return i;
}

/* The smallest size that is in the same bin. */
static uint32_t floor_of_bin(uint32_t bytes)
{
    if (bytes < 512)
        return bytes / 8 * 8;
    if (bytes < 2560)
        return bytes / 64 * 64;
    if (bytes < 10752)
        return bytes / 512 * 512;
    if (bytes < 40960)
        return bytes < 12288 ? 10752 : bytes / 4096 * 4096;
    return 40960; /* up to 65535: more than the heap has */
}

static bool is_exact(uint32_t bytes, uint32_t wanted)
{
    return bytes - wanted < LEAST && (wanted < 504 || floor_of_bin(bytes) == floor_of_bin(wanted));
}

/* Moves the break for a chunk of so many bytes. */
static void extend(struct naive *n, uint32_t wanted)
{
    uint32_t more = n->brk == 0 ? wanted + LEAST : up_to_page(wanted + LEAST);
    uint32_t was = n->brk;

    if (n->heap - n->brk < more)
        return;
    n->brk += more;
    if (was == 0 && up_to_page(n->brk) <= n->heap)
        n->brk = up_to_page(n->brk);
    if (was == 0)
        n->chunks[n->count++] = (struct naive_chunk){.size = n->brk};
    else
        n->chunks[n->count - 1].size += n->brk - was;
}

static uint32_t top_bytes(const struct naive *n)
{
    return n->count > 0 ? bytes_of(n, n->count - 1) : 0;
}

static uint32_t take_top(struct naive *n, uint32_t wanted)
{
    if (top_bytes(n) < wanted + LEAST)
        extend(n, wanted);
    if (top_bytes(n) < wanted + LEAST)
        return NOWHERE;
    size_t i = n->count - 1;
    uint32_t size = tile(i, wanted);
    n->chunks[n->count++] = (struct naive_chunk){.size = n->chunks[i].size - size};
    n->chunks[i].size = size;
    return take_whole(n, i);
}

uint32_t bins_alloc(struct naive *n, uint32_t request)
{
    uint32_t wanted = wanted_for(request);
    size_t i = best(n, wanted);
    size_t rest = last_rest(n);

    if (n->count + 2 > NAIVE_CHUNKS)
        return NOWHERE;
    if (i < n->count && is_exact(bytes_of(n, i), wanted))
        return take_whole(n, i);
    if (rest < n->count && bytes_of(n, rest) >= wanted)
        return take_some(n, rest, wanted);
    if (rest < n->count)
        into_bin(n, rest);
    return i < n->count ? take_some(n, i, wanted) : take_top(n, wanted);
}

static void release(struct naive *n, size_t i)
{
    n->chunks[i].used = false;
    if (!n->chunks[i + 1].used)
        join(n, i);
    if (i > 0 && !n->chunks[i - 1].used)
        join(n, --i);
    if (i + 1 == n->count)
        n->chunks[i].rest = false;
    else if (!n->chunks[i].rest)
        into_bin(n, i);
}

void bins_free(struct naive *n, uint32_t start)
{
    release(n, chunk_at(n, start));
}

/* Chunk i is in use and as large as it can be made: what is too much is released. */
static uint32_t trim_to(struct naive *n, size_t i, uint32_t wanted)
{
    n->chunks[i].used = true;
    n->chunks[i].rest = false;
    if (split(n, i, wanted))
        release(n, i + 1);
    return start_of(n, i);
}

/* The chunk gives all above `wanted` bytes to the top, which it has taken in. */
static uint32_t top_again(struct naive *n, size_t i, uint32_t wanted)
{
    n->chunks[i].used = true;
    n->chunks[i].rest = false;
    n->chunks[n->count++] = (struct naive_chunk){.size = n->chunks[i].size - tile(i, wanted)};
    n->chunks[i].size = tile(i, wanted);
    return start_of(n, i);
}

static uint32_t grow_top(struct naive *n, size_t i, uint32_t wanted)
{
    join(n, i);
    return top_again(n, i, wanted);
}

static uint32_t move(struct naive *n, size_t i, uint32_t request)
{
    uint32_t start = start_of(n, i);
    uint32_t next = start + n->chunks[i].size;
    uint32_t now = bins_alloc(n, request);

    if (now == NOWHERE)
        return NOWHERE;
    if (now == next && i + 3 == n->count) { /* it was cut from the top: the two become one */
        join(n, i);
        return trim_to(n, i, wanted_for(request));
    }
    bins_free(n, start);
    return now;
}

uint32_t bins_realloc(struct naive *n, uint32_t start, uint32_t request)
{
    uint32_t wanted = wanted_for(request);
    size_t i = chunk_at(n, start);
    bool top = i + 2 == n->count;
    uint32_t here = bytes_of(n, i);
    uint32_t above = n->chunks[i + 1].used ? 0 : bytes_of(n, i + 1);
    uint32_t below = i > 0 && !n->chunks[i - 1].used ? bytes_of(n, i - 1) : 0;
    uint32_t needs = wanted + (top ? LEAST : 0);

    if (here >= wanted)
        return trim_to(n, i, wanted);
    if (above > 0 && here + above >= needs) {
        if (top)
            return grow_top(n, i, wanted);
        join(n, i);
        return trim_to(n, i, wanted);
    }
    if (above > 0 && below > 0 && below + here + above >= needs) {
        join(n, i - 1);
        if (top)
            return grow_top(n, i - 1, wanted);
        join(n, i - 1);
        return trim_to(n, i - 1, wanted);
    }
    if (below > 0 && below + here >= wanted) {
        join(n, i - 1);
        return trim_to(n, i - 1, wanted);
    }
    return move(n, i, request);
}

bool bins_serve(const struct naive *n, uint32_t request)
{
    uint32_t wanted = wanted_for(request);
    size_t rest = last_rest(n);
    uint32_t left = n->heap - n->brk;
    uint32_t more = n->brk == 0 ? wanted + LEAST : up_to_page(wanted + LEAST);

    return best(n, wanted) < n->count || (rest < n->count && bytes_of(n, rest) >= wanted) ||
           top_bytes(n) >= wanted + LEAST || left >= more;
}
