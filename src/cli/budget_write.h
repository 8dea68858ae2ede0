/* `heapterm check --write-budget`: a budget made from a run that was good. */
#ifndef CLI_BUDGET_WRITE_H
#define CLI_BUDGET_WRITE_H

#include "cli/limits.h"

/* Replaces the file: for the whole input and for every phase what was measured, with the margin on
 * top, and for each site of a limit in `limits` likewise. The file is read back before it takes its
 * place, so that it says what was meant. */
enum hpt_status budget_write(const struct settings *s, const struct hpt_budget *budget,
                             const struct limits *limits, const struct hpt_outcome *outcome,
                             struct fault *f) HPT_MUST_CHECK;

#endif
