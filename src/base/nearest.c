#include "base/nearest.h"

#include <string.h>

enum { LONGEST = 128 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t length_of(const char *name)
{
    return least(strlen(name), LONGEST);
}

size_t name_distance(const char *a, const char *b)
{
    size_t rows[3][LONGEST + 1]; /* before, last and current row of the table of distances */
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    size_t a_length = length_of(a), b_length = length_of(b);

    memset(rows, 0, sizeof rows);
    for (size_t j = 0; j <= b_length; j++)
        last[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            now[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]), 1 + least(last[j], now[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b_length];
}

bool name_is_near(const char *a, const char *b)
{
    size_t typed = length_of(a);

    if (typed >= 3 && strncmp(a, b, typed) == 0)
        return true;
    return name_distance(a, b) <= (typed < 4 ? 1 : 2);
}
