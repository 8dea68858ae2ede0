/* Compressed streams, recognised by how they begin and unpacked piece by piece in bounded memory.
 * Members and frames that follow one another are one stream, as gzip -dc and zstd -dc have it. */
#ifndef IO_UNPACK_H
#define IO_UNPACK_H

#include "heapterm.h"

enum { UNPACK_HEAD = 4 }; /* so many bytes always decide */

struct unpacker {
    const char *failure; /* why nothing more can be unpacked, in a few words; NULL: all is well */
    bool is_too_large;   /* with a failure: nothing is wrong, but it takes too much memory */
    bool is_inside;      /* a member or frame has begun and is not over */
    /* Unpacks from the front of *in, which it shortens, until `out` is full or *in is used up. The
     * number of bytes made; a full `out` means that there may be more, also without input. What was
     * made before a failure is good. */
    size_t (*run)(struct unpacker *u, struct hpt_str *in, char *out, size_t size);
    void (*free)(struct unpacker *u);
};

struct packing {
    const char *name;
    struct unpacker *(*start)(void); /* NULL without memory */
};

/* What a stream is that begins with these bytes; NULL with *may_become: nothing yet, but a longer
 * beginning could be. */
const struct packing *packing_of(const char *bytes, size_t size, bool *may_become);

struct unpacker *unpack_gzip_start(void);
struct unpacker *unpack_zstd_start(void);

#endif
