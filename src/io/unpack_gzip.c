#include "io/unpack.h"

#include "base/str.h"

#define ZLIB_CONST /* inflate() only reads its input */
#include <stdlib.h>
#include <zlib.h>

enum { WINDOW_AND_GZIP = 15 + 16 }; /* zlib: the largest window, and a gzip header is asked for */

struct gzip {
    struct unpacker base;
    z_stream z;
};

/* Between members: takes what begins the next one. Zeros pad the blocks of a tape and mean nothing;
 * anything else is left to inflate(), which refuses what is no header. */
static bool begin_member(struct gzip *g, struct hpt_str *in)
{
    while (in->len > 0 && *in->at == '\0') {
        str_skip(in, 1);
    }
    if (in->len == 0)
        return false;
    (void)inflateReset(&g->z);
    g->base.is_inside = true;
    return true;
}

static size_t run(struct unpacker *u, struct hpt_str *in, char *out, size_t size)
{
    struct gzip *g = (struct gzip *)u;

    g->z.next_out = (Bytef *)out;
    g->z.avail_out = (uInt)size;
    while (u->failure == NULL && g->z.avail_out > 0) {
        if (!u->is_inside && !begin_member(g, in))
            break;
        g->z.next_in = (const Bytef *)in->at;
        g->z.avail_in = (uInt)in->len;
        int said = inflate(&g->z, Z_NO_FLUSH);
        str_skip(in, in->len - g->z.avail_in);
        if (said == Z_STREAM_END)
            u->is_inside = false;
        else if (said == Z_BUF_ERROR)
            break; /* no more without input */
        else if (said != Z_OK)
            u->failure = g->z.msg != NULL ? g->z.msg : zError(said);
    }
    return size - g->z.avail_out;
}

static void release(struct unpacker *u)
{
    struct gzip *g = (struct gzip *)u;

    (void)inflateEnd(&g->z);
    free(g);
}

struct unpacker *unpack_gzip_start(void)
{
    struct gzip *g = calloc(1, sizeof *g);

    if (g == NULL)
        return NULL;
    g->base = (struct unpacker){.run = run, .free = release};
    if (inflateInit2(&g->z, WINDOW_AND_GZIP) == Z_OK)
        return &g->base;
    free(g);
    return NULL;
}
