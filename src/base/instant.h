/* Where an event, or a state, stands. */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include "heapterm.h"

static inline struct hpt_instant instant_of_event(const struct hpt_event *e)
{
    return (struct hpt_instant){.event = e->number,
                                .line = e->input_line,
                                .byte = e->input_byte,
                                .time_us = e->time_us,
                                .run = e->run};
}

/* Before the first event a state is of the first run. */
static inline struct hpt_instant instant_of_state(const struct hpt_state *s)
{
    return (struct hpt_instant){.event = s->event,
                                .line = s->line,
                                .byte = s->byte,
                                .time_us = s->time_us,
                                .run = s->run > 0 ? s->run : 1};
}

#endif
