#include "io/unpack.h"

#include "base/str.h"

static const struct magic {
    unsigned char bytes[UNPACK_HEAD];
    unsigned char first_mask; /* which bits of the first byte count */
    size_t size;
    struct packing packing;
} magics[] = {
    {{0x1f, 0x8b}, 0xff, 2, {"gzip", unpack_gzip_start}},
    {{0x28, 0xb5, 0x2f, 0xfd}, 0xff, 4, {"zstd", unpack_zstd_start}},
    /* A frame to be skipped, as pzstd puts in front. */
    {{0x50, 0x2a, 0x4d, 0x18}, 0xf0, 4, {"zstd", unpack_zstd_start}},
};

/* As far as both go. */
static bool agrees(const struct magic *m, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size && i < m->size; i++) {
        unsigned char mask = i == 0 ? m->first_mask : 0xff;
        if (((unsigned char)bytes[i] & mask) != m->bytes[i])
            return false;
    }
    return true;
}

const struct packing *packing_of(const char *bytes, size_t size, bool *may_become)
{
    *may_become = false;
    for (size_t i = 0; i < COUNT(magics); i++) {
        if (!agrees(&magics[i], bytes, size))
            continue;
        if (size >= magics[i].size)
            return &magics[i].packing;
        *may_become = true;
    }
    return NULL;
}
