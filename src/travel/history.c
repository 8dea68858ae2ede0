#include "travel/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>

enum {
    LEVEL = 1, /* the fastest that still packs: what is fed waits for it */
    CHUNK_MOST = HISTORY_BYTES + HISTORY_ITEMS * (int)sizeof(struct item),
    PATH_ROOM = 4096
};

/* Nothing more is kept. */
static bool fail(struct history *h, int error)
{
    if (h->error == 0)
        h->error = error != 0 ? error : EIO;
    return false;
}

static int open_unnamed(const char *directory)
{
    char path[PATH_ROOM];
    int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);

    if (fd >= 0)
        return fd;
    /* Not every file system has files without a name. */
    int length = snprintf(path, sizeof path, "%s/heapterm-XXXXXX", directory);
    if (length < 0 || (size_t)length >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(path);
    return fd;
}

static const char *default_directory(void)
{
    const char *directory = getenv("TMPDIR");

    return directory != NULL && *directory != '\0' ? directory : "/tmp";
}

enum hpt_status history_open(struct history *h, const char *directory)
{
    *h = (struct history){.fd = -1};
    h->newest = malloc(sizeof *h->newest);
    h->packed = malloc(ZSTD_COMPRESSBOUND(CHUNK_MOST));
    h->packer = ZSTD_createCCtx();
    h->unpacker = ZSTD_createDCtx();
    if (h->newest == NULL || h->packed == NULL || h->packer == NULL || h->unpacker == NULL) {
        (void)fail(h, ENOMEM);
        return HPT_ERR_MEMORY;
    }
    h->newest->item_count = h->newest->byte_count = 0;
    (void)ZSTD_CCtx_setParameter(h->packer, ZSTD_c_compressionLevel, LEVEL);
    (void)ZSTD_CCtx_setParameter(h->packer, ZSTD_c_checksumFlag, 1);
    h->fd = open_unnamed(directory != NULL ? directory : default_directory());
    if (h->fd >= 0)
        return HPT_OK;
    (void)fail(h, errno);
    return HPT_ERR_SYSTEM;
}

void history_release(struct history *h)
{
    if (h->fd >= 0)
        (void)close(h->fd);
    (void)ZSTD_freeCCtx(h->packer);
    (void)ZSTD_freeDCtx(h->unpacker);
    free(h->chunks);
    free(h->newest);
    free(h->packed);
    *h = (struct history){.fd = -1};
}

static bool write_all(struct history *h, const char *at, size_t size)
{
    uint64_t offset = h->file_size;

    while (size > 0) {
        ssize_t written = pwrite(h->fd, at, size, (off_t)offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail(h, written < 0 ? errno : ENOSPC);
        at += written;
        offset += (uint64_t)written;
        size -= (size_t)written;
    }
    return true;
}

static bool reserve(struct history *h)
{
    size_t capacity = h->capacity > 0 ? h->capacity * 2 : 64;

    if (h->count < h->capacity)
        return true;
    struct packed_chunk *grown = realloc(h->chunks, capacity * sizeof *grown);
    if (grown == NULL)
        return fail(h, ENOMEM);
    h->chunks = grown;
    h->capacity = capacity;
    return true;
}

/* The newest chunk goes to the file. Where that fails it stays in memory, and can be read. */
static bool close_chunk(struct history *h)
{
    struct open_chunk *c = h->newest;
    size_t items = c->item_count * sizeof *c->items;

    memcpy(c->bytes + c->byte_count, c->items, items);
    size_t packed = ZSTD_compress2(h->packer, h->packed, ZSTD_COMPRESSBOUND(CHUNK_MOST), c->bytes,
                                   c->byte_count + items);
    if (ZSTD_isError(packed))
        return fail(h, ENOMEM); /* it has room, so only memory can be short */
    if (!reserve(h) || !write_all(h, h->packed, packed))
        return false;
    h->chunks[h->count++] = (struct packed_chunk){.offset = h->file_size,
                                                  .packed = (uint32_t)packed,
                                                  .bytes = (uint32_t)c->byte_count,
                                                  .items = (uint32_t)c->item_count};
    h->file_size += packed;
    c->item_count = c->byte_count = 0;
    return true;
}

static bool open_item(struct history *h, enum item_kind kind, uint64_t time_us)
{
    struct open_chunk *c = h->newest;

    if (h->error != 0 || (c->item_count == HISTORY_ITEMS && !close_chunk(h)))
        return false;
    c->items[c->item_count++] = (struct item){.time_us = time_us, .kind = kind};
    return true;
}

bool history_add(struct history *h, enum item_kind kind)
{
    return open_item(h, kind, 0);
}

/* Bytes that came at the same time are one item: how they are cut makes no difference. */
static bool goes_on(const struct open_chunk *c, uint64_t time_us)
{
    if (c->item_count == 0)
        return false;
    const struct item *last = &c->items[c->item_count - 1];
    return last->kind == ITEM_BYTES && last->time_us == time_us;
}

bool history_add_bytes(struct history *h, const char *bytes, size_t size, uint64_t time_us)
{
    struct open_chunk *c = h->newest;

    while (size > 0) {
        if (h->error != 0 || (c->byte_count == HISTORY_BYTES && !close_chunk(h)))
            return false;
        if (!goes_on(c, time_us) && !open_item(h, ITEM_BYTES, time_us))
            return false;
        size_t room = HISTORY_BYTES - c->byte_count;
        size_t taken = size < room ? size : room;
        memcpy(c->bytes + c->byte_count, bytes, taken);
        c->byte_count += taken;
        c->items[c->item_count - 1].size += (uint32_t)taken;
        bytes += taken;
        size -= taken;
    }
    return true;
}

struct history_place history_end(const struct history *h)
{
    const struct open_chunk *c = h->newest;
    struct history_place end = {h->count, c->item_count, 0, c->byte_count};

    if (c->item_count == 0 || c->items[c->item_count - 1].kind != ITEM_BYTES)
        return end;
    end.item--; /* the last item may go on */
    end.byte = c->items[end.item].size;
    end.bytes -= end.byte;
    return end;
}

void history_reader_release(struct history_reader *r)
{
    free(r->room);
    *r = (struct history_reader){0};
}

static bool read_all(struct history *h, const struct packed_chunk *c)
{
    size_t done = 0;

    while (done < c->packed) {
        ssize_t got = pread(h->fd, h->packed + done, c->packed - done, (off_t)(c->offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(h, got < 0 ? errno : EIO);
        done += (size_t)got;
    }
    return true;
}

/* Brings the reader's chunk into its room. Without memory for that nothing is wrong with the
 * history.
 */
static enum hpt_status load(struct history *h, struct history_reader *r)
{
    const struct packed_chunk *c = &h->chunks[r->place.chunk];
    size_t size = c->bytes + c->items * sizeof(struct item);

    if (r->chunk_in_room == r->place.chunk + 1)
        return HPT_OK;
    r->chunk_in_room = 0;
    if (r->room == NULL)
        r->room = malloc(CHUNK_MOST);
    if (r->room == NULL)
        return HPT_ERR_MEMORY;
    if (!read_all(h, c))
        return HPT_ERR_SYSTEM;
    if (ZSTD_decompressDCtx(h->unpacker, r->room, CHUNK_MOST, h->packed, c->packed) != size) {
        (void)fail(h, EIO);
        return HPT_ERR_SYSTEM;
    }
    r->chunk_in_room = r->place.chunk + 1;
    return HPT_OK;
}

/* The item at the reader's place and the bytes of its chunk; false at the end of the chunk. */
static bool find(const struct history *h, const struct history_reader *r, struct item *item,
                 const char **bytes)
{
    const struct open_chunk *newest = h->newest;
    size_t at = r->place.item;

    if (r->place.chunk == h->count) {
        if (at >= newest->item_count)
            return false;
        *item = newest->items[at];
        *bytes = newest->bytes;
        return true;
    }
    const struct packed_chunk *c = &h->chunks[r->place.chunk];
    if (at >= c->items)
        return false;
    memcpy(item, r->room + c->bytes + at * sizeof *item, sizeof *item);
    *bytes = r->room;
    return true;
}

enum hpt_status history_peek(struct history *h, struct history_reader *r, struct history_item *next,
                             bool *is_end)
{
    struct item item;
    const char *bytes;

    for (;;) {
        struct history_place *p = &r->place;
        enum hpt_status status = p->chunk < h->count ? load(h, r) : HPT_OK;
        if (status != HPT_OK)
            return status;
        if (!find(h, r, &item, &bytes)) {
            *is_end = p->chunk == h->count;
            if (*is_end)
                return HPT_OK;
            *p = (struct history_place){.chunk = p->chunk + 1};
        } else if (item.kind == ITEM_BYTES && p->byte == item.size) {
            *is_end = p->chunk == h->count && p->item + 1 == h->newest->item_count;
            if (*is_end) /* the item may go on */
                return HPT_OK;
            *p = (struct history_place){p->chunk, p->item + 1, 0, p->bytes + item.size};
        } else {
            break;
        }
    }
    *is_end = false;
    *next = (struct history_item){.kind = (enum item_kind)item.kind, .time_us = item.time_us};
    if (item.kind == ITEM_BYTES)
        next->bytes =
            (struct hpt_str){bytes + r->place.bytes + r->place.byte, item.size - r->place.byte};
    return HPT_OK;
}

void history_skip(struct history_reader *r, const struct history_item *item, size_t size)
{
    if (item->kind == ITEM_BYTES)
        r->place.byte += size;
    else
        r->place.item++;
}
