/* The logs of the monitor: the bytes of the device, and the lines of the view. Each may be there
 * without the other. */
#ifndef CLI_LOGS_H
#define CLI_LOGS_H

#include "cli/command.h"
#include "cli/view_log.h"

struct logs {
    const struct settings *settings;
    struct log_file bytes;
    struct view_log lines;
    void *self;
    void (*tell)(void *self, const char *sentence);
};

/* Opens those that the settings ask for; before the port, so that nothing is reset for a name that
 * cannot be. `tell` hears what goes wrong later. *l is not moved. */
enum hpt_status logs_open(struct logs *l, const struct settings *settings, void *self,
                          void (*tell)(void *self, const char *sentence),
                          struct fault *f) HPT_MUST_CHECK;

/* Closes those that are open, or opens those that were asked for again; without one a log of the
 * bytes with a name of its own. Tells of each. */
void logs_toggle(struct logs *l);

bool logs_are_open(const struct logs *l);

/* For the settings on the screen: the names of those that are open, or "off". */
void logs_name(const struct logs *l, char *text, size_t size);

/* HPT_OK, or *f says what is missing from which. */
enum hpt_status logs_close(struct logs *l, struct fault *f);

#endif
