/* For commands whose whole work is to write something to standard output. */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "cli/command.h"

/* Has `tell` write it all. The exit code: that of *f if `tell` or the writing fails. */
int answer(const struct settings *s,
           enum hpt_status (*tell)(const struct settings *s, struct hpt_out *o, struct fault *f),
           struct fault *f);

#endif
