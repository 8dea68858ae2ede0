/* A device's log as the full screen sees it: an instant of it, with all that a view may look at. */
#ifndef TESTS_TUI_WATCHED_H
#define TESTS_TUI_WATCHED_H

#include "tui/view.h"

struct watched {
    struct hpt_tracker *tracker;
    struct scene scene;
    struct course course;
    struct gather gather;
    struct app app;
    struct show show;
    uint64_t stop; /* hears no more after this event */
};

/* Hears all of the text for the curves, and up to event `at` (0: its end) for the rest. False:
 * there is no memory. The struct must not be moved. */
bool watch(struct watched *w, const struct hpt_options *options, struct hpt_str text, uint64_t at);
/* Again, after app was changed. */
void watch_gather(struct watched *w);
void watch_release(struct watched *w);

/* A file as a string; NULL: it cannot be read. */
char *watch_file(const char *path, size_t *size);

#endif
