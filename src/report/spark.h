/* Small curves out of block characters, for one line of text. */
#ifndef REPORT_SPARK_H
#define REPORT_SPARK_H

#include "base/out.h"

/* The curve in at most `width` columns, each as high as the most of its parts, between 0 and the
 * curve's greatest value; with `least` as high as the least of its parts. Nothing for an empty
 * curve. */
void write_spark(struct hpt_out *out, const struct hpt_curve *curve, size_t width, bool least);

#endif
