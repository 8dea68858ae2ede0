/* A chunk of a recording: whatever its row says, it is either found wrong, or its pieces cover its
 * bytes exactly; and what was packed comes back. */
#include "fuzz.h"
#include "recording/chunk.h"

#include <string.h>

static uint64_t take(const uint8_t **data, size_t *size, size_t bytes)
{
    uint64_t value = 0;

    for (; bytes > 0 && *size > 0; bytes--, (*data)++, (*size)--)
        value = value << 8 | **data;
    return value;
}

/* The pieces of a good chunk; returns how many. */
static size_t read_pieces(const struct chunk *c, struct piece *pieces, size_t most)
{
    struct piece_reader r = {.rest = c->pieces, .time_us = c->first_us, .left = c->count};
    uint64_t sum = 0, last = c->first_us;
    size_t count = 0;

    for (struct piece piece; pieces_read(&r, &piece); count++) {
        must(piece.size > 0 && piece.time_us >= last, "a piece is empty, or time runs backwards");
        sum += piece.size;
        last = piece.time_us;
        if (count < most)
            pieces[count] = piece;
    }
    must(sum == c->count && sum == c->bytes.len && last == c->last_us,
         "a chunk that was found good does not fit its pieces");
    return count;
}

static bool same(struct hpt_str a, struct hpt_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* Writes the pieces anew and packs the chunk: unpacked it is what it was. */
static void go_round(const struct chunk *good, const struct piece *pieces, size_t count)
{
    struct queue numbers = {0};
    struct packer packer = {0}, unpacker = {0};
    struct chunk c = *good;

    must(pieces_write(&numbers, pieces, count), "no memory");
    c.pieces = (struct hpt_str){queue_front(&numbers), numbers.count};
    c.codec = CODEC_PLAIN;
    must(chunk_pack(&packer, &c), "no memory");
    must(chunk_unpack(&unpacker, &c) == NULL, "what was packed cannot be unpacked");
    must(same(c.bytes, good->bytes), "packed bytes do not come back");
    must(same(c.pieces, (struct hpt_str){queue_front(&numbers), numbers.count}),
         "packed pieces do not come back");
    packer_release(&packer);
    unpacker_release(&unpacker);
    queue_release(&numbers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct piece pieces[4096];
    struct packer packer = {0};
    struct chunk c = {.codec = (int)take(&data, &size, 1),
                      .first_us = take(&data, &size, 3),
                      .last_us = take(&data, &size, 3),
                      .count = take(&data, &size, 3)};
    size_t numbers = (size_t)take(&data, &size, 2);

    numbers = numbers < size ? numbers : size;
    c.pieces = (struct hpt_str){(const char *)data, numbers};
    c.bytes = (struct hpt_str){(const char *)data + numbers, size - numbers};
    if (chunk_unpack(&packer, &c) == NULL) {
        size_t count = read_pieces(&c, pieces, COUNT(pieces));
        if (count <= COUNT(pieces))
            go_round(&c, pieces, count);
    }
    unpacker_release(&packer);
    return 0;
}
