/* Names of what the library noticed, and text that is safe to show. The sentences are public:
 * hpt_write_failure, hpt_write_warning, hpt_write_notice. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "base/out.h"
#include "base/plural.h"

/* Text from a file or a device, without control characters that a screen would obey. */
void write_harmless(struct hpt_out *out, struct hpt_str text);
/* The name of a site as a C string, cut if there is no room for it all; its length. */
enum { SITE_TEXT = 4096 };
size_t site_text(const struct hpt_site_sum *site, char *text, size_t size);
/* max-used, or max-used in [phase NAME]. */
void write_limit_name(struct hpt_out *out, const struct hpt_limit *limit);
/* Of a check that somebody interrupted. */
void write_cut(struct hpt_out *out, const struct hpt_state *at);
const char *notice_name(enum hpt_notice_kind kind);
const char *cause_name(enum hpt_cause cause);
const char *level_name(enum hpt_level level);
const char *bounds_name(enum hpt_bounds bounds);
const char *past_name(enum hpt_past past);
/* What stands before a figure of what is free: nothing where it is exact, "~" where it is inferred,
 * "at least " while a heap is open. */
const char *free_mark(const struct hpt_state *state);

#endif
