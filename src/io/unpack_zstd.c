#include "io/unpack.h"

#include "base/str.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

struct zstd {
    struct unpacker base;
    ZSTD_DCtx *context;
    size_t first;  /* bytes that a frame begins with */
    size_t wanted; /* bytes up to the end of the block at hand */
};

/* A call gets no more than a block, because one that fails keeps all that it had made. */
static size_t run(struct unpacker *u, struct hpt_str *in, char *out, size_t size)
{
    struct zstd *z = (struct zstd *)u;
    ZSTD_outBuffer made = {out, size, 0};

    while (u->failure == NULL && made.pos < size) {
        ZSTD_inBuffer taken = {in->at, in->len < z->wanted ? in->len : z->wanted, 0};
        size_t before = made.pos;
        if (in->len == 0 && !u->is_inside)
            break;
        size_t said = ZSTD_decompressStream(z->context, &made, &taken);
        str_skip(in, taken.pos);
        if (ZSTD_isError(said)) {
            u->failure = ZSTD_getErrorName(said);
            u->is_too_large = ZSTD_getErrorCode(said) == ZSTD_error_frameParameter_windowTooLarge;
            break;
        }
        u->is_inside = said != 0;
        z->wanted = said != 0 ? said : z->first;
        if (taken.pos == 0 && made.pos == before)
            break; /* no more without input */
    }
    return made.pos;
}

static void release(struct unpacker *u)
{
    struct zstd *z = (struct zstd *)u;

    (void)ZSTD_freeDCtx(z->context);
    free(z);
}

struct unpacker *unpack_zstd_start(void)
{
    struct zstd *z = calloc(1, sizeof *z);

    if (z == NULL)
        return NULL;
    z->base = (struct unpacker){.run = run, .free = release};
    z->context = ZSTD_createDCtx();
    if (z->context == NULL) {
        free(z);
        return NULL;
    }
    z->first = ZSTD_initDStream(z->context);
    z->wanted = z->first;
    return &z->base;
}
