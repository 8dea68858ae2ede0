/* Patterns for lines: regular expressions by PCRE2 (Perl's), for hpt_log_options. A line on which a
 * pattern takes too long is left undecided, so no line can hold the program up; bytes that are not
 * UTF-8 match nothing and do no harm. */
#ifndef CLI_PATTERNS_H
#define CLI_PATTERNS_H

#include "heapterm.h"
#include "io/fault.h"

/* Whether `text` is a pattern; no other gets as far as pattern_open. */
bool pattern_is_good(const char *text);

/* The sentence for one that is none: what is wrong, and at which character. */
enum hpt_status fault_pattern(struct fault *f, const char *text);

/* Fills *pattern; with `text` NULL it stays empty. HPT_ERR_MEMORY is the only failure. */
enum hpt_status pattern_open(struct hpt_pattern *pattern, const char *text) HPT_MUST_CHECK;
void pattern_close(struct hpt_pattern *pattern); /* an empty one is fine */

#endif
