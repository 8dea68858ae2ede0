/* Inside a travel: travel.c hears the tracker and keeps what is needed, go.c goes to instants,
 * walk.c walks. */
#ifndef TRAVEL_INSIDE_H
#define TRAVEL_INSIDE_H

#include "travel/keyframes.h"
#include "travel/stops.h"

struct travel {
    struct scene scene; /* the live one */
    struct course course;
    struct stand live; /* of it */
    struct history history;
    struct keyframes keyframes;
    struct stops stops;
    uint64_t first_event;
    uint64_t kept_event; /* the last one that is in the history */
    uint64_t text_told;  /* scene.byte_count when the history was last added to */
    struct runner here;  /* where travel_go last went, unsettled */
    struct stand near;   /* somewhat before it, for steps back */
    struct stand shown;  /* a copy that was made to be shown */
    struct runner apart; /* of travel_look_up */
};

#endif
