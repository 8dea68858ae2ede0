#include "recording/chunk.h"

#include <stdlib.h>
#include <zstd.h>

enum {
    LEVEL = 3,
    PIECES_LIMIT = 13 * CHUNK_LIMIT /* a piece has a byte at least, and its numbers ten and three */
};

static const char no_memory[] = "no memory is left to unpack it";

static bool make_room(struct room *room, size_t size)
{
    if (room->size >= size)
        return true;
    free(room->at);
    room->at = malloc(size);
    room->size = room->at != NULL ? size : 0;
    return room->at != NULL;
}

static bool pack(ZSTD_CCtx *context, struct room *room, struct hpt_str *text)
{
    size_t most = ZSTD_compressBound(text->len);

    if (!make_room(room, most))
        return false;
    size_t size = ZSTD_compress2(context, room->at, most, text->at, text->len);
    if (ZSTD_isError(size))
        return false; /* it has room, so only memory can be short */
    *text = (struct hpt_str){room->at, size};
    return true;
}

bool chunk_pack(struct packer *p, struct chunk *c)
{
    struct chunk packed = *c;

    if (p->context == NULL) {
        ZSTD_CCtx *context = ZSTD_createCCtx();
        if (context == NULL)
            return false;
        (void)ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
        (void)ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
        p->context = context;
    }
    if (!pack(p->context, &p->bytes, &packed.bytes) ||
        !pack(p->context, &p->pieces, &packed.pieces))
        return false;
    packed.codec = CODEC_ZSTD;
    if (packed.bytes.len + packed.pieces.len < c->bytes.len + c->pieces.len)
        *c = packed;
    return true;
}

static const char *unpack(ZSTD_DCtx *context, struct room *room, struct hpt_str *text, size_t limit)
{
    unsigned long long size = ZSTD_getFrameContentSize(text->at, text->len);

    if (size > limit) /* so are the values that stand for an error */
        return "its packed bytes do not say a size that can be";
    if (!make_room(room, (size_t)size + 1)) /* a pointer even for nothing */
        return no_memory;
    size_t made = ZSTD_decompressDCtx(context, room->at, (size_t)size, text->at, text->len);
    if (ZSTD_isError(made))
        return "its packed bytes cannot be unpacked";
    *text = (struct hpt_str){room->at, made};
    return NULL;
}

static const char *check_pieces(const struct chunk *c)
{
    struct piece_reader r = {.rest = c->pieces, .time_us = c->first_us, .left = c->count};
    struct piece piece;

    if (!pieces_read(&r, &piece) || piece.time_us != c->first_us)
        return "its pieces do not fit its times";
    while (pieces_read(&r, &piece))
        ;
    if (r.left > 0 || r.rest.len > 0)
        return "its pieces do not fit its bytes";
    return r.time_us == c->last_us ? NULL : "its pieces do not fit its times";
}

static const char *copy(struct room *room, struct hpt_str *text)
{
    if (!make_room(room, text->len + 1))
        return no_memory;
    if (text->len > 0)
        memcpy(room->at, text->at, text->len);
    text->at = room->at;
    return NULL;
}

static const char *unpack_both(struct packer *p, struct chunk *c)
{
    const char *wrong;

    if (p->context == NULL)
        p->context = ZSTD_createDCtx();
    if (p->context == NULL)
        return no_memory;
    wrong = unpack(p->context, &p->bytes, &c->bytes, CHUNK_LIMIT);
    return wrong != NULL ? wrong : unpack(p->context, &p->pieces, &c->pieces, PIECES_LIMIT);
}

static const char *copy_both(struct packer *p, struct chunk *c)
{
    const char *wrong = copy(&p->bytes, &c->bytes);

    return wrong != NULL ? wrong : copy(&p->pieces, &c->pieces);
}

const char *chunk_unpack(struct packer *p, struct chunk *c)
{
    const char *wrong;

    if (c->count == 0 || c->count > CHUNK_LIMIT)
        return "it has a number of bytes that cannot be";
    if (c->codec != CODEC_PLAIN && c->codec != CODEC_ZSTD)
        return "it is packed in a way that is not known";
    wrong = c->codec == CODEC_ZSTD ? unpack_both(p, c) : copy_both(p, c);
    if (wrong != NULL)
        return wrong;
    return c->bytes.len == c->count ? check_pieces(c) : "it has not as many bytes as it says";
}

static void release_rooms(struct packer *p)
{
    free(p->pieces.at);
    free(p->bytes.at);
    *p = (struct packer){0};
}

void packer_release(struct packer *p)
{
    (void)ZSTD_freeCCtx(p->context);
    release_rooms(p);
}

void unpacker_release(struct packer *p)
{
    (void)ZSTD_freeDCtx(p->context);
    release_rooms(p);
}
