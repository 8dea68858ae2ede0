/* The parts of an explanation in words. */
#ifndef REPORT_EXPLAIN_WORDS_H
#define REPORT_EXPLAIN_WORDS_H

#include "base/out.h"

/* What an explanation is written on. */
struct explain_page {
    struct hpt_out *out;
    const struct hpt_namer *namer; /* NULL: addresses stay numbers */
    size_t columns;                /* in which paragraphs end, at most */
};

/* The figures that prove the verdict, one a line. */
void explain_write_figures(struct hpt_out *out, const struct hpt_explanation *e);
/* Where a healthy heap is heading. */
void explain_write_outlook(const struct explain_page *page, const struct hpt_explanation *e);
/* The blocks in the way. */
void explain_write_pins(const struct explain_page *page, const struct hpt_explanation *e);
/* The site of a block: a name, or its address; nothing where the device prints none. */
void explain_write_site(struct hpt_out *out, uint64_t caller, const struct hpt_namer *namer);

#endif
