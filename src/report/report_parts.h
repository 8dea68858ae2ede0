/* What the first screen and the details of a report have in common. */
#ifndef REPORT_REPORT_PARTS_H
#define REPORT_REPORT_PARTS_H

#include "base/out.h"

/* The site of the report at that index. */
struct hpt_site_sum report_site(const struct hpt_report *r, size_t index,
                                const struct hpt_namer *namer);

/* Its name in `width` columns (0: as wide as it is), longer ones cut. `index` SIZE_MAX: "?". */
void write_site(struct hpt_out *out, const struct hpt_report *r, size_t index,
                const struct hpt_report_view *view, size_t width);

/* A line of the device, without what only a terminal is told by it. */
void write_said(struct hpt_out *out, struct hpt_str line);

/* "event 12, line 30" and, where it is known, "at 1.5 s". */
void write_instant(struct hpt_out *out, const struct hpt_instant *at);

/* "linear" and the like. */
const char *shape_name(enum hpt_shape shape);
/* "1 block", "2 blocks". */
void write_count(struct hpt_out *out, uint64_t count, const char *noun);
/* What went wrong: "2 second releases". The number has at least `width` columns. */
void write_warnings(struct hpt_out *out, uint64_t count, int width, enum hpt_warning warning);
void write_troubles(struct hpt_out *out, uint64_t count, int width, enum hpt_notice_kind kind);

/* For a terminal: the same text in bold; the end of it. */
void write_bold(struct hpt_out *out, const struct hpt_report_view *view, const char *text);

/* The details below the first screen. */
void write_report_details(struct hpt_out *out, const struct hpt_report *r,
                          const struct hpt_report_view *view);
void write_report_tables(struct hpt_out *out, const struct hpt_report *r,
                         const struct hpt_report_view *view);

static inline double percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

#endif
