/* Help and manual page, from the tables of commands and options. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"

/* About one screen: commands, inputs, the options used most, and where the rest is. */
void help_overview(struct hpt_out *o);

/* All options, by groups. */
void help_options(struct hpt_out *o);
void help_command(struct hpt_out *o, const struct command *c);
void help_version(struct hpt_out *o);

/* The whole manual page in roff (man). */
void help_man(struct hpt_out *o);

/* The first words of an option's or a command's `about`, up to where they go into detail: for where
 * one line has to do. */
struct hpt_str help_gist(const char *about);

/* What both tell beside the tables. */
struct help_pair {
    const char *left;
    const char *right;
};
extern const struct help_pair help_inputs[];   /* ended by a NULL */
extern const struct help_pair help_more[];     /* ended by a NULL */
extern const struct help_pair help_examples[]; /* ended by a NULL */
extern const struct help_pair help_exits[];    /* ended by a NULL */

#endif
