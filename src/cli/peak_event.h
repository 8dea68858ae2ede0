/* The event at which most was live, for --at peak. */
#ifndef CLI_PEAK_EVENT_H
#define CLI_PEAK_EVENT_H

#include "cli/command.h"

struct kept;

/* Reads the whole input: *event is the first with the most live bytes, over all runs; 0: there is
 * none. What cannot be read twice is refused. `kept` as in struct session_client. */
enum hpt_status peak_event_find(const struct settings *settings, struct kept *kept, uint64_t *event,
                                struct fault *f) HPT_MUST_CHECK;

#endif
