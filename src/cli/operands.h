/* The words of the command line that are no options. */
#ifndef CLI_OPERANDS_H
#define CLI_OPERANDS_H

#include "cli/command.h"

/* The command, if the first word names one, and its operands. */
enum hpt_status operands_take(int count, char **words, struct settings *s,
                              struct fault *f) HPT_MUST_CHECK;

#endif
