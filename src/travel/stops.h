/* The failures, marks and restarts of an input, in the order of their events. */
#ifndef TRAVEL_STOPS_H
#define TRAVEL_STOPS_H

#include "travel/travel.h"

struct kept_stop {
    uint64_t event : 62;
    uint64_t kind : 2;
    uint32_t text; /* where in stops.text that of a mark begins */
    uint32_t length;
};

struct stops {
    struct kept_stop *all;
    size_t count;
    size_t capacity;
    uint64_t dropped;
    char *text; /* of all marks; beyond STOPS_TEXT bytes marks have none */
    size_t text_size;
};
enum { STOPS_TEXT = 1 << 20 };

void stops_release(struct stops *s);

/* Without memory, or beyond TRAVEL_STOPS, it is counted as dropped. `text` is copied. */
void stops_add(struct stops *s, enum stop_kind kind, uint64_t event, struct hpt_str text);

/* The last before the event, or the first behind it. */
bool stops_next(const struct stops *s, uint64_t event, bool forward, struct travel_stop *stop);
/* The n-th failure. */
bool stops_failure(const struct stops *s, uint64_t n, uint64_t *event);

#endif
