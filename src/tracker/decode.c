/* A trace line becomes an event. */
#include "tracker/tracker.h"

/* The product as a 32-bit device computes it where it handed out a block all the same: newlib
 * before 2020 multiplies without a check. */
static uint64_t calloc_size(uint64_t count, uint64_t size, bool failed)
{
    bool overflow = size > 0 && count > UINT32_MAX / size;

    if (overflow && !failed)
        return (uint32_t)(count * size);
    return overflow && count > UINT64_MAX / size ? UINT64_MAX : count * size;
}

static void decode_resize(struct hpt_event *e)
{
    e->kind = HPT_EVENT_RESIZE;
    if (e->address == 0 && (e->size > 0 || e->old_address == 0))
        e->kind = HPT_EVENT_FAIL;
}

void decode_event(struct hpt_event *e, const struct trace_line *l)
{
    const uint64_t *value = l->fields.value;

    e->size_known = l->kind != SHAPE_FAIL_UNSIZED;
    e->repeated = false;
    e->native = l->kind == SHAPE_ALLOC_NATIVE;
    e->input_line = l->line;
    e->input_byte = l->byte;
    e->begun_us = l->begun_us;
    e->time_us = l->time_us;
    e->address = value[FIELD_ADDRESS];
    e->old_address = 0;
    e->size = value[FIELD_SIZE]; /* 0 where the shape has none */
    e->caller = value[FIELD_CALLER];
    e->line = l->text;
    switch (l->kind) {
    case SHAPE_FREE:
    case SHAPE_FREE_WEAK:
        e->kind = HPT_EVENT_FREE;
        break;
    case SHAPE_CALLOC:
        e->size = calloc_size(value[FIELD_COUNT], e->size, e->address == 0);
        e->kind = e->address == 0 ? HPT_EVENT_FAIL : HPT_EVENT_ALLOC;
        break;
    case SHAPE_ALLOC:
    case SHAPE_ALLOC_NATIVE:
        e->kind = e->address == 0 ? HPT_EVENT_FAIL : HPT_EVENT_ALLOC;
        break;
    case SHAPE_RESIZE:
        e->old_address = value[FIELD_OLD];
        decode_resize(e);
        break;
    default:
        e->kind = HPT_EVENT_FAIL;
        e->address = 0;
        break;
    }
}
