#include "base/printable.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined __x86_64__ && defined __GNUC__
#include <immintrin.h>
#endif

enum { WORD = sizeof(uint64_t) };
#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

static bool is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

/* Bytes below a blank, of 0x7f, and of 0x80 and above, each by its upper bit. A borrow or a carry
 * only ever comes from a byte that is found already. */
static bool is_all_printable(const char *at)
{
    uint64_t word;

    memcpy(&word, at, WORD);
    return (((word - EACH_BYTE(0x20)) | (word + EACH_BYTE(1)) | word) & EACH_BYTE(0x80)) == 0;
}

const char *printable_end_plain(const char *at, const char *end)
{
    while (end - at >= WORD && is_all_printable(at))
        at += WORD;
    while (at < end && is_printable(*at))
        at++;
    return at;
}

const char *printable_end(const char *at, const char *end)
{
#if defined __x86_64__ && defined __GNUC__ /* SSE2, which every x86-64 has */
    const __m128i blank = _mm_set1_epi8(' ');
    const __m128i delete = _mm_set1_epi8(0x7F);

    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i_u *)at);
        /* As signed bytes, those from 0x80 on are below the blank. */
        __m128i other = _mm_or_si128(_mm_cmplt_epi8(bytes, blank), _mm_cmpeq_epi8(bytes, delete));
        unsigned found = (unsigned)_mm_movemask_epi8(other);
        if (found != 0)
            return at + __builtin_ctz(found);
    }
#endif
    return printable_end_plain(at, end);
}
