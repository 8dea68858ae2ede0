/* The map of one input at one instant. */
#ifndef CLI_MAP_H
#define CLI_MAP_H

#include "cli/instant.h"

struct map {
    struct instant instant;
};

/* Makes ready for session_run, which writes the answer; `kept` as in struct session_client. With
 * HPT_OK or not, session_close follows. *m is not moved. */
enum hpt_status map_open(struct map *m, const struct settings *settings, struct kept *kept,
                         struct fault *f) HPT_MUST_CHECK;

#endif
