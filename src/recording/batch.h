/* What waits for the disk: bytes and happenings in the order in which they came. */
#ifndef RECORDING_BATCH_H
#define RECORDING_BATCH_H

#include "io/queue.h"
#include "recording/format.h"

enum entry_kind { ENTRY_BYTES, ENTRY_NOTE };

struct entry {
    enum entry_kind kind;
    enum direction direction; /* of bytes, and of those that were missed */
    enum note_kind note;
    uint64_t time_us;
    uint64_t size;   /* of the bytes, or of the note's text */
    uint64_t missed; /* with NOTE_MISSED */
};

struct batch {
    struct queue entries; /* struct entry */
    struct queue bytes;   /* of all entries, one behind the other */
    uint64_t received;    /* bytes among them by direction */
    uint64_t sent;
};

static inline const struct entry *batch_entries(const struct batch *b, size_t *count)
{
    *count = b->entries.count / sizeof(struct entry);
    return (const struct entry *)(const void *)queue_front(&b->entries);
}

/* Bytes of memory in use. */
static inline size_t batch_weight(const struct batch *b)
{
    return b->entries.count + b->bytes.count;
}

/* False without memory: nothing was added. */
bool batch_add(struct batch *b, const struct entry *entry, const char *bytes);

/* Bytes of this direction were dropped: counted in one note with those before, if nothing came
 * between. False without memory. */
bool batch_add_missed(struct batch *b, enum direction direction, uint64_t time_us, uint64_t size);

/* Empties it; what was large gives its memory back. */
void batch_clear(struct batch *b);
void batch_release(struct batch *b);

#endif
