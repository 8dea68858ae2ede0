/* Searching short arrays of 32-bit numbers, several at a time where the processor can. The arrays
 * are LANES long; what is not in use holds the value that the function says. */
#ifndef HEAP_LANES_H
#define HEAP_LANES_H

#include <stddef.h>
#include <stdint.h>

#if defined __SSE2__
#include <immintrin.h>
#endif

enum { LANES = 64 };

/* The last of LANES ascending values that is at or below `at`; the first one is. Unused: INT32_MAX,
 * which `at` is below. */
static inline size_t lanes_last_at_or_below(const int32_t values[LANES], int32_t at)
{
    size_t low = 0;

    for (size_t half = LANES / 2; half > 0; half /= 2)
        low = values[low + half] <= at ? low + half : low;
    return low;
}

#if defined __SSE2__
/* The first of [from, to) that is at least `need` > 0, or `to`; all of LANES can be read. Unused:
 * 0. */
static inline size_t lanes_first_at_least(const int32_t values[LANES], size_t from, size_t to,
                                          int32_t need)
{
    const __m128i below = _mm_set1_epi32(need - 1);

    for (size_t i = from / 16 * 16; i < to; i += 16) {
        const __m128i_u *v = (const __m128i_u *)(const void *)(values + i);
        __m128i a = _mm_packs_epi32(_mm_cmpgt_epi32(v[0], below), _mm_cmpgt_epi32(v[1], below));
        __m128i b = _mm_packs_epi32(_mm_cmpgt_epi32(v[2], below), _mm_cmpgt_epi32(v[3], below));
        unsigned wide = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(a, b));
        if (i < from)
            wide &= ~0u << (from - i);
        if (wide != 0) {
            size_t found = i + (size_t)__builtin_ctz(wide);
            return found < to ? found : to;
        }
    }
    return to;
}

/* The largest. Unused: 0. */
static inline int32_t lanes_max(const int32_t values[LANES], size_t count)
{
    __m128i max = _mm_setzero_si128();
    int32_t m[4];

    for (size_t i = 0; i < count; i += 4) {
        __m128i v = _mm_loadu_si128((const __m128i_u *)(const void *)(values + i));
        __m128i more = _mm_cmpgt_epi32(v, max);
        max = _mm_or_si128(_mm_and_si128(more, v), _mm_andnot_si128(more, max));
    }
    _mm_storeu_si128((__m128i_u *)(void *)m, max);
    for (int i = 1; i < 4; i++)
        m[0] = m[i] > m[0] ? m[i] : m[0];
    return m[0];
}
#else
static inline size_t lanes_first_at_least(const int32_t values[LANES], size_t from, size_t to,
                                          int32_t need)
{
    while (from < to && values[from] < need)
        from++;
    return from;
}

static inline int32_t lanes_max(const int32_t values[LANES], size_t count)
{
    int32_t max = 0;

    for (size_t i = 0; i < count; i++)
        max = values[i] > max ? values[i] : max;
    return max;
}
#endif

#endif
