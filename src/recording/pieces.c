#include "recording/pieces.h"

enum { NUMBER_MOST = 10 /* bytes of 64 bits */ };

static size_t put_number(char *at, uint64_t value)
{
    size_t used = 0;

    for (; value >= 0x80; value >>= 7)
        at[used++] = (char)(value | 0x80);
    at[used++] = (char)value;
    return used;
}

static bool take_number(struct hpt_str *from, uint64_t *value)
{
    uint64_t sum = 0;

    for (unsigned shift = 0; from->len > 0 && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*from->at;
        str_skip(from, 1);
        if (shift == 63 && byte > 1)
            return false;
        sum |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) != 0)
            continue;
        *value = sum;
        return true;
    }
    return false;
}

bool pieces_write(struct queue *out, const struct piece *pieces, size_t count)
{
    char numbers[2 * NUMBER_MOST];

    for (size_t i = 0; i < count; i++) {
        uint64_t since = i == 0 ? 0 : pieces[i].time_us - pieces[i - 1].time_us;
        size_t used = put_number(numbers, since);
        used += put_number(numbers + used, pieces[i].size);
        if (!queue_add(out, numbers, used))
            return false;
    }
    return true;
}

bool pieces_read(struct piece_reader *r, struct piece *piece)
{
    struct hpt_str rest = r->rest;
    uint64_t since;

    if (!take_number(&rest, &since) || !take_number(&rest, &piece->size) || piece->size == 0 ||
        piece->size > r->left || since > INT64_MAX - r->time_us)
        return false;
    r->time_us += since;
    r->left -= piece->size;
    r->rest = rest;
    piece->time_us = r->time_us;
    return true;
}
