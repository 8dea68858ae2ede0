#include "io/queue.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 4096, KEPT_CAPACITY = 1 << 20 };

static bool make_room(struct queue *q, size_t size)
{
    if (q->start > 0 && q->start + q->count + size > q->capacity) {
        memmove(q->bytes, q->bytes + q->start, q->count);
        q->start = 0;
    }
    if (q->capacity - q->count >= size)
        return true;
    size_t capacity = q->capacity == 0 ? FIRST_CAPACITY : q->capacity;
    while (capacity - q->count < size) {
        if (capacity > SIZE_MAX / 2)
            return false;
        capacity *= 2;
    }
    char *bytes = realloc(q->bytes, capacity);
    if (bytes == NULL)
        return false;
    q->bytes = bytes;
    q->capacity = capacity;
    return true;
}

bool queue_add(struct queue *q, const char *bytes, size_t size)
{
    if (size == 0)
        return true;
    if (!make_room(q, size))
        return false;
    memcpy(q->bytes + q->start + q->count, bytes, size);
    q->count += size;
    return true;
}

void queue_drop(struct queue *q, size_t size)
{
    q->start += size;
    q->count -= size;
    if (q->count > 0)
        return;
    q->start = 0;
    if (q->capacity > KEPT_CAPACITY)
        queue_release(q);
}

void queue_release(struct queue *q)
{
    free(q->bytes);
    *q = (struct queue){0};
}
