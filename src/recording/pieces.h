/* How a chunk's bytes came: one piece per read or write, each with its time. In the file, a piece
 * is two numbers: microseconds since the piece before (0 for the first), and bytes. A number is
 * written seven bits a byte, the lowest first; the top bit says that another byte follows. */
#ifndef RECORDING_PIECES_H
#define RECORDING_PIECES_H

#include "base/str.h"
#include "io/queue.h"

struct piece {
    uint64_t time_us;
    uint64_t size; /* at least 1 */
};

/* Adds `count` pieces in the form of the file. False without memory. */
bool pieces_write(struct queue *out, const struct piece *pieces, size_t count);

struct piece_reader {
    struct hpt_str rest;
    uint64_t time_us; /* of the piece last read; before the first, that of the chunk */
    uint64_t left;    /* bytes of the chunk that no piece has covered yet */
};

/* Reads the next piece. False at the end, and where the pieces contradict the chunk or themselves:
 * then `left` is not 0 or `rest` is not empty. */
bool pieces_read(struct piece_reader *r, struct piece *piece);

#endif
