/* What a tracker was fed and told, in order, to be fed again.
 *
 * Items are kept in chunks: the newest in memory, those before it packed in a file without a name.
 * An index of the chunks is in memory, about 40 bytes for 128 KiB of input. */
#ifndef TRAVEL_HISTORY_H
#define TRAVEL_HISTORY_H

#include "base/str.h"

enum {
    HISTORY_BYTES = 128 << 10, /* of a chunk, at most */
    HISTORY_ITEMS = 4096       /* of a chunk, at most */
};

enum item_kind {
    ITEM_BYTES, /* fed */
    ITEM_SHOW,  /* hpt_show_held, which gave out text */
    ITEM_GAP,   /* hpt_gap */
    ITEM_END    /* hpt_end */
};

struct item {
    uint64_t time_us; /* of bytes */
    uint32_t size;    /* bytes */
    uint32_t kind;
};

struct packed_chunk {
    uint64_t offset; /* in the file */
    uint32_t packed; /* bytes in the file */
    uint32_t bytes;
    uint32_t items;
};

/* A chunk in memory: its bytes, and behind them, when it goes to the file, its items. */
struct open_chunk {
    struct item items[HISTORY_ITEMS];
    char bytes[HISTORY_BYTES + HISTORY_ITEMS * sizeof(struct item)];
    size_t item_count;
    size_t byte_count;
};

struct history {
    int fd;
    int error; /* errno of the first failure: what was kept before stays readable */
    uint64_t file_size;
    struct packed_chunk *chunks;
    size_t count;
    size_t capacity;
    struct open_chunk *newest;
    char *packed; /* room for a packed chunk */
    void *packer; /* zstd's */
    void *unpacker;
};

/* HPT_ERR_SYSTEM with h->error set, or all is ready. Release it, with HPT_OK or not. `directory`
 * NULL: $TMPDIR, or /tmp. */
enum hpt_status history_open(struct history *h, const char *directory) HPT_MUST_CHECK;
void history_release(struct history *h);

/* False when it is not kept, because of h->error. After a failure nothing more is. */
bool history_add_bytes(struct history *h, const char *bytes, size_t size, uint64_t time_us);
bool history_add(struct history *h, enum item_kind kind);

/* Somewhere in the history: in front of byte `byte` of an item. All zero is its beginning. */
struct history_place {
    size_t chunk;
    size_t item;
    size_t byte;  /* of the item */
    size_t bytes; /* of the chunk, before the item */
};

/* Where what is added next will be. */
struct history_place history_end(const struct history *h);

/* One who reads; it keeps the chunk it is in. All zero is the beginning. */
struct history_reader {
    struct history_place place;
    size_t chunk_in_room; /* the number of the chunk that `room` holds, plus one; 0: none */
    char *room;
};
void history_reader_release(struct history_reader *r);

/* What is next, or as much of it as one chunk holds. */
struct history_item {
    enum item_kind kind;
    struct hpt_str bytes; /* until the history is added to, or the reader goes on */
    uint64_t time_us;
};

/* Looks at what is next; *is_end: there is nothing. HPT_ERR_MEMORY changes nothing and may be tried
 * again. HPT_ERR_SYSTEM: the history cannot be read, and h->error says why. */
enum hpt_status history_peek(struct history *h, struct history_reader *r, struct history_item *item,
                             bool *is_end) HPT_MUST_CHECK;
/* Goes behind `size` bytes of the item looked at, or behind the item if that is all of it. */
void history_skip(struct history_reader *r, const struct history_item *item, size_t size);

#endif
