/* A row of the table `chunk`: consecutive bytes of one direction, plain or packed. */
#ifndef RECORDING_CHUNK_H
#define RECORDING_CHUNK_H

#include "recording/format.h"
#include "recording/pieces.h"

enum codec { CODEC_PLAIN, CODEC_ZSTD };

enum {
    CHUNK_FULL = 128 * 1024, /* a packed chunk has so many bytes, and one more piece at most */
    PIECE_MOST = 256 * 1024, /* a longer piece is several ones of the same time */
    CHUNK_LIMIT = 1 << 20    /* no chunk has so many bytes: what says so is damaged */
};

struct chunk {
    int64_t id;
    int64_t session;
    enum direction direction;
    uint64_t first_us; /* time of the first piece */
    uint64_t last_us;  /* time of the last one */
    uint64_t offset;   /* bytes of this direction before it in this session */
    uint64_t count;    /* bytes */
    int codec;         /* of both: */
    struct hpt_str pieces;
    struct hpt_str bytes;
};

/* Room that grows and is used again. */
struct room {
    char *at;
    size_t size;
};

/* Packs or unpacks; one for many chunks. All zero to begin with. */
struct packer {
    void *context; /* zstd's */
    struct room pieces;
    struct room bytes;
};

/* Packs a plain chunk in place, if that makes it smaller; its views are then into *p, until the
 * next call. False without memory. */
bool chunk_pack(struct packer *p, struct chunk *c) HPT_MUST_CHECK;

/* Checks the chunk and unpacks it in place; its views are then into *p, until the next call. NULL,
 * or what is wrong with it, in a few words. */
const char *chunk_unpack(struct packer *p, struct chunk *c) HPT_MUST_CHECK;

/* Frees what packing, or unpacking, has taken. */
void packer_release(struct packer *p);
void unpacker_release(struct packer *p);

#endif
