/* Searching short arrays of 32-bit numbers, several at a time where the processor can. The arrays
 * are LANES long, or a multiple; what is not in use holds the value that the function says. Nothing
 * here branches on what the values are: such a guess is wrong too often. */
#ifndef HEAP_LANES_H
#define HEAP_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined __SSE2__
#include <immintrin.h>
#endif

enum { LANES = 64, LANES_PAD = 8 };

/* Arrays that are shifted together: lanes_open moves what stands in [at, count) one up, count being
 * below LANES; lanes_close moves what stands behind `at` one down. Each has LANES_PAD more places
 * at its end, and what is behind `count` must be blank and stays so. */
struct lanes_rows {
    int32_t *a, *b;
    uint8_t *c;
};

#if defined __SSE2__
enum { LANES_AT_ONCE = 16 };

/* Which of 16 values are above `than`, a bit each. */
static inline uint64_t lanes_above(const int32_t values[LANES_AT_ONCE], __m128i than)
{
    const __m128i_u *v = (const __m128i_u *)(const void *)values;
    __m128i a = _mm_packs_epi32(_mm_cmpgt_epi32(v[0], than), _mm_cmpgt_epi32(v[1], than));
    __m128i b = _mm_packs_epi32(_mm_cmpgt_epi32(v[2], than), _mm_cmpgt_epi32(v[3], than));

    return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(a, b));
}

/* The last of ascending values that is at or below `at`; the first one is. Unused: INT32_MAX, which
 * `at` is below. */
static inline size_t lanes_last_at_or_below(const int32_t values[LANES], int32_t at)
{
    size_t parts = 0;

    for (size_t i = LANES_AT_ONCE; i < LANES; i += LANES_AT_ONCE)
        parts += values[i] <= at;
    size_t from = parts * LANES_AT_ONCE;
    unsigned above = (unsigned)lanes_above(values + from, _mm_set1_epi32(at));
    return from + (size_t)__builtin_ctz(above | 1u << LANES_AT_ONCE) - 1;
}

/* Which of LANES values are at least `need` > 0, a bit each. */
static inline uint64_t lanes_wide(const int32_t values[LANES], int32_t need)
{
    const __m128i below = _mm_set1_epi32(need - 1);
    uint64_t wide = lanes_above(values, below);

    for (size_t k = LANES_AT_ONCE; k < LANES; k += LANES_AT_ONCE)
        wide |= lanes_above(values + k, below) << k;
    return wide;
}

/* The first that is at least `need` > 0; there is one. */
static inline size_t lanes_first(const int32_t values[LANES], int32_t need)
{
    return (size_t)__builtin_ctzll(lanes_wide(values, need));
}

/* The same, quick where it is one of the first LANES_AT_ONCE. */
static inline size_t lanes_first_of_few(const int32_t values[LANES], int32_t need)
{
    uint64_t wide = lanes_above(values, _mm_set1_epi32(need - 1));

    return wide != 0 ? (size_t)__builtin_ctzll(wide) : lanes_first(values, need);
}

/* The first of [from, to) that is at least `need` > 0, or `to`. Unused: 0. */
static inline size_t lanes_first_at_least(const int32_t values[LANES], size_t from, size_t to,
                                          int32_t need)
{
    for (size_t i = from / LANES * LANES; i < to; i += LANES) {
        uint64_t wide = lanes_wide(values + i, need);
        if (i < from)
            wide &= ~UINT64_C(0) << (from - i);
        if (wide != 0) {
            size_t found = i + (size_t)__builtin_ctzll(wide);
            return found < to ? found : to;
        }
    }
    return to;
}

static inline __m128i lanes_larger(__m128i a, __m128i b)
{
    __m128i more = _mm_cmpgt_epi32(a, b);

    return _mm_or_si128(_mm_and_si128(more, a), _mm_andnot_si128(more, b));
}

/* The largest. Unused: 0. */
static inline int32_t lanes_max_long(const int32_t values[LANES])
{
    const __m128i_u *v = (const __m128i_u *)(const void *)values;
    __m128i a = v[0], b = v[1];

    for (size_t i = 2; i < LANES / 4; i += 2) {
        a = lanes_larger(a, v[i]);
        b = lanes_larger(b, v[i + 1]);
    }
    a = lanes_larger(a, b);
    a = lanes_larger(a, _mm_shuffle_epi32(a, _MM_SHUFFLE(1, 0, 3, 2)));
    a = lanes_larger(a, _mm_shuffle_epi32(a, _MM_SHUFFLE(2, 3, 0, 1)));
    return _mm_cvtsi128_si32(a);
}

/* The same. Holes among many blocks are short: cut down to 16 bits, which this processor compares
 * with less, the largest is nearly always still itself. */
static inline int32_t lanes_max(const int32_t values[LANES])
{
    const __m128i_u *v = (const __m128i_u *)(const void *)values;
    __m128i a = _mm_packs_epi32(v[0], v[1]);

    for (size_t i = 2; i < LANES / 4; i += 2)
        a = _mm_max_epi16(a, _mm_packs_epi32(v[i], v[i + 1]));
    a = _mm_max_epi16(a, _mm_shuffle_epi32(a, _MM_SHUFFLE(1, 0, 3, 2)));
    a = _mm_max_epi16(a, _mm_shuffle_epi32(a, _MM_SHUFFLE(2, 3, 0, 1)));
    a = _mm_max_epi16(a, _mm_srli_epi32(a, 16));
    int32_t max = _mm_extract_epi16(a, 0);
    return max < INT16_MAX ? max : lanes_max_long(values);
}

static inline void lanes_copy(int32_t *to, const int32_t *from)
{
    const __m128i_u *f = (const __m128i_u *)(const void *)from;
    __m128i_u *t = (__m128i_u *)(void *)to;
    __m128i low = f[0], high = f[1];

    t[0] = low;
    t[1] = high;
}

static inline void lanes_copy_row(const struct lanes_rows *r, size_t to, size_t from)
{
    uint64_t bytes;

    lanes_copy(r->a + to, r->a + from);
    lanes_copy(r->b + to, r->b + from);
    memcpy(&bytes, r->c + from, sizeof bytes);
    memcpy(r->c + to, &bytes, sizeof bytes);
}

static inline void lanes_open(struct lanes_rows r, size_t at, size_t count)
{
    size_t behind = (count - at + LANES_PAD - 1) / LANES_PAD * LANES_PAD;

    for (size_t i = at + behind; i > at; i -= LANES_PAD)
        lanes_copy_row(&r, i - LANES_PAD + 1, i - LANES_PAD);
}

static inline void lanes_close(struct lanes_rows r, size_t at, size_t count)
{
    for (size_t i = at; i < count; i += LANES_PAD)
        lanes_copy_row(&r, i, i + 1);
}
#else
static inline size_t lanes_last_at_or_below(const int32_t values[LANES], int32_t at)
{
    size_t low = 0;

    for (size_t half = LANES / 2; half > 0; half /= 2)
        low = values[low + half] <= at ? low + half : low;
    return low;
}

static inline size_t lanes_first_at_least(const int32_t values[LANES], size_t from, size_t to,
                                          int32_t need)
{
    while (from < to && values[from] < need)
        from++;
    return from;
}

static inline size_t lanes_first(const int32_t values[LANES], int32_t need)
{
    return lanes_first_at_least(values, 0, LANES, need);
}

static inline size_t lanes_first_of_few(const int32_t values[LANES], int32_t need)
{
    return lanes_first(values, need);
}

static inline int32_t lanes_max(const int32_t values[LANES])
{
    int32_t max = 0;

    for (size_t i = 0; i < LANES; i++)
        max = values[i] > max ? values[i] : max;
    return max;
}

static inline void lanes_open(struct lanes_rows r, size_t at, size_t count)
{
    memmove(r.a + at + 1, r.a + at, (count - at) * sizeof *r.a);
    memmove(r.b + at + 1, r.b + at, (count - at) * sizeof *r.b);
    memmove(r.c + at + 1, r.c + at, (count - at) * sizeof *r.c);
}

static inline void lanes_close(struct lanes_rows r, size_t at, size_t count)
{
    memmove(r.a + at, r.a + at + 1, (count - at) * sizeof *r.a);
    memmove(r.b + at, r.b + at + 1, (count - at) * sizeof *r.b);
    memmove(r.c + at, r.c + at + 1, (count - at) * sizeof *r.c);
}
#endif

#endif
