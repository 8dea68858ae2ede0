/* Completion in shells: what may stand where, from the tables of commands and options. */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "base/out.h"
#include "cli/options.h"

enum completion_kind {
    COMPLETE_NOTHING, /* any text */
    COMPLETE_FILE,
    COMPLETE_DIRECTORY,
    COMPLETE_PORT,
    COMPLETE_INPUT, /* a port, a profile or a file */
    COMPLETE_PROFILE,
    COMPLETE_COMMAND, /* what heapterm help takes */
    COMPLETE_WORDS
};

struct completion {
    enum completion_kind kind;
    char words[512]; /* with COMPLETE_WORDS, between blanks */
};

struct completion completion_of_value(const struct option_row *row);
struct completion completion_of_operand(const char *name);

/* True if a command takes any number of operands after those that it names. */
bool completion_repeats(const struct command *c);

/* Writes `text`, with a backslash before each of the characters in `special`. */
void completion_escape(struct hpt_out *o, struct hpt_str text, const char *special);

/* The commands' names, with `between` between them. */
void completion_commands(struct hpt_out *o, const char *between);

/* The options that take a value, in all spellings, with `between` between them. */
void completion_with_value(struct hpt_out *o, const char *between);

/* The scripts. */
void complete_bash(struct hpt_out *o);
void complete_zsh(struct hpt_out *o);
void complete_fish(struct hpt_out *o);

#endif
