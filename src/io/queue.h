/* Bytes on their way out: what the other side has not taken yet. */
#ifndef IO_QUEUE_H
#define IO_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue {
    char *bytes;
    size_t start; /* the first byte that has not gone */
    size_t count;
    size_t capacity;
};

/* Adds a copy of the bytes. False without memory: nothing was added. */
bool queue_add(struct queue *q, const char *bytes, size_t size);

/* NULL if nothing was ever added: not even 0 may be added to that (C17, 6.5.6). */
static inline const char *queue_front(const struct queue *q)
{
    return q->bytes == NULL ? NULL : q->bytes + q->start;
}

/* Drops `size` bytes from the front. A large queue that has run empty gives its memory back. */
void queue_drop(struct queue *q, size_t size);

void queue_release(struct queue *q);

#endif
