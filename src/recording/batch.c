#include "recording/batch.h"

bool batch_add(struct batch *b, const struct entry *entry, const char *bytes)
{
    if (!queue_add(&b->bytes, bytes, entry->size))
        return false;
    if (!queue_add(&b->entries, (const char *)entry, sizeof *entry)) {
        b->bytes.count -= entry->size;
        return false;
    }
    if (entry->kind == ENTRY_BYTES && entry->direction == FROM_DEVICE)
        b->received += entry->size;
    else if (entry->kind == ENTRY_BYTES)
        b->sent += entry->size;
    return true;
}

bool batch_add_missed(struct batch *b, enum direction direction, uint64_t time_us, uint64_t size)
{
    const struct entry entry = {.kind = ENTRY_NOTE,
                                .note = NOTE_MISSED,
                                .direction = direction,
                                .time_us = time_us,
                                .missed = size};

    if (b->entries.count > 0) {
        char *end = b->entries.bytes + b->entries.start + b->entries.count;
        struct entry *last = (struct entry *)(void *)(end - sizeof *last);
        if (last->kind == ENTRY_NOTE && last->note == NOTE_MISSED && last->direction == direction) {
            last->missed += size;
            return true;
        }
    }
    return batch_add(b, &entry, NULL);
}

void batch_clear(struct batch *b)
{
    queue_drop(&b->entries, b->entries.count);
    queue_drop(&b->bytes, b->bytes.count);
    b->received = 0;
    b->sent = 0;
}

void batch_release(struct batch *b)
{
    queue_release(&b->entries);
    queue_release(&b->bytes);
}
