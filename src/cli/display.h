/* The view's options, as a command line asks for them and the screen allows them. */
#ifndef CLI_DISPLAY_H
#define CLI_DISPLAY_H

#include "cli/command.h"

struct display {
    struct hpt_log_options options; /* for hpt_log_view_new; valid until display_close */
    struct hpt_byte_map map;
};

/* `wall_us`: the wall clock at time 0 of the input, as in struct clock. `namer` outlives *d. With
 * HPT_OK or not, display_close follows. *d is not moved. */
enum hpt_status display_open(struct display *d, const struct settings *s, uint64_t wall_us,
                             const struct hpt_namer *namer, struct fault *f) HPT_MUST_CHECK;
void display_close(struct display *d);

/* The width of the screen on standard output now; 0 if that is none. For hpt_log_options. */
unsigned display_columns(void *self);

#endif
