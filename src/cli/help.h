/* Help and manual page, from the tables of commands and options. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"

void help_overview(struct hpt_out *o);
void help_command(struct hpt_out *o, const struct command *c);
void help_version(struct hpt_out *o);

/* The whole manual page in roff (man). */
void help_man(struct hpt_out *o);

/* What both tell beside the tables. */
struct help_pair {
    const char *left;
    const char *right;
};
extern const struct help_pair help_inputs[];   /* ended by a NULL */
extern const struct help_pair help_examples[]; /* ended by a NULL */
extern const struct help_pair help_exits[];    /* ended by a NULL */

#endif
