/* The words of the command line that are no options. */
#ifndef CLI_OPERANDS_H
#define CLI_OPERANDS_H

#include "cli/command.h"

/* The command, if the first word names one, and its operands. */
enum hpt_status operands_take(int count, char **words, struct settings *s,
                              struct fault *f) HPT_MUST_CHECK;

enum { OPERAND_NAME_SIZE = 48 };

/* What the help calls an operand of a command, without brackets and dots: INPUT, BAUD. False if it
 * takes no such operand. */
bool operand_name(const struct command *c, size_t number, char name[OPERAND_NAME_SIZE]);

/* How many of a command's first `count` operands name something to read. */
size_t operands_inputs(const struct command *c, size_t count);

#endif
