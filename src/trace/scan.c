#include "trace/scan.h"

#if defined __x86_64__ && defined __GNUC__
#define HAVE_AVX2_PATH 1
#include <immintrin.h>
#else
#define HAVE_AVX2_PATH 0
#endif

static const char *next_plain(const struct finder *f, const char *at, const char *end)
{
    while (at < end && finder_groups(f, at, end) == 0)
        at++;
    return at;
}

#if HAVE_AVX2_PATH
/* The groups of 32 places by the halves of their bytes at `position`. */
__attribute__((target("avx2"))) static inline __m256i groups_of(const struct finder *f,
                                                                unsigned position, const char *at)
{
    const __m256i half = _mm256_set1_epi8(15);
    __m256i bytes = _mm256_loadu_si256((const __m256i_u *)(at + position));
    __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i_u *)f->low[position]));
    __m256i high =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i_u *)f->high[position]));
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);

    return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(bytes, half)),
                            _mm256_shuffle_epi8(high, upper));
}

__attribute__((target("avx2"))) static const char *next_avx2(const struct finder *f, const char *at,
                                                             const char *end)
{
    for (; end - at >= 32 + FINDER_BYTES - 1; at += 32) {
        __m256i in = groups_of(f, 0, at);
        in = _mm256_and_si256(in, groups_of(f, 1, at));
        in = _mm256_and_si256(in, groups_of(f, 2, at));
        __m256i out = _mm256_cmpeq_epi8(in, _mm256_setzero_si256());
        for (unsigned left = ~(unsigned)_mm256_movemask_epi8(out); left != 0; left &= left - 1) {
            const char *place = at + __builtin_ctz(left);
            if (finder_groups(f, place, end) != 0)
                return place;
        }
    }
    return next_plain(f, at, end);
}
#endif

void finder_init(struct finder *f, bool plain)
{
    *f = (struct finder){.next = next_plain};
#if HAVE_AVX2_PATH
    if (!plain && __builtin_cpu_supports("avx2"))
        f->next = next_avx2;
#else
    (void)plain;
#endif
}

void finder_allow(struct finder *f, unsigned group, unsigned position, unsigned char byte)
{
    uint8_t bit = (uint8_t)(1u << group);

    f->groups[position][byte] |= bit;
    f->low[position][byte & 15] |= bit;
    f->high[position][byte >> 4] |= bit;
}

void finder_allow_all(struct finder *f, unsigned group, unsigned position)
{
    for (unsigned byte = 0; byte < 256; byte++)
        finder_allow(f, group, position, (unsigned char)byte);
}

enum { WORD = sizeof(uint64_t) };
#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

static uint64_t load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, WORD);
    return word;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r' || c == '\0';
}

/* Has the word a byte below 14? All that end a line are; of other text only tabs and the like. */
static bool has_line_end(uint64_t word)
{
    return ((word - EACH_BYTE(14)) & ~word & EACH_BYTE(0x80)) != 0;
}

const char *scan_line_end(const char *at, const char *end)
{
    while (end - at >= WORD) {
        if (has_line_end(load(at)))
            for (int i = 0; i < WORD; i++)
                if (is_line_end(at[i]))
                    return at + i;
        at += WORD;
    }
    while (at < end && !is_line_end(*at))
        at++;
    return at;
}

const char *scan_line_start(const char *at, const char *end)
{
    while (end > at && end[-1] != '\n' && end[-1] != '\r')
        end--;
    return end;
}

/* The line feeds among the next WORD bytes. */
static size_t count_in_word(const char *at)
{
    uint64_t differs = load(at) ^ EACH_BYTE('\n');
    /* The upper bit of each byte that is not zero; no carry from one byte to the next. */
    uint64_t set = ((differs & EACH_BYTE(0x7F)) + EACH_BYTE(0x7F)) | differs;

    return (size_t)(((~set >> 7 & EACH_BYTE(1)) * EACH_BYTE(1)) >> 56);
}

size_t scan_count_lines(const char *at, const char *end)
{
    size_t count = 0;

#if HAVE_AVX2_PATH /* SSE2, which every x86-64 has */
    const __m128i feed = _mm_set1_epi8('\n');
    for (; end - at >= 16; at += 16) {
        __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i_u *)at), feed);
        __m128i ones = _mm_sad_epu8(_mm_sub_epi8(_mm_setzero_si128(), same), _mm_setzero_si128());
        count += (size_t)(_mm_cvtsi128_si64(ones) + _mm_extract_epi16(ones, 4));
    }
#endif
    for (; end - at >= WORD; at += WORD)
        count += count_in_word(at);
    for (; at < end; at++)
        count += *at == '\n';
    return count;
}
