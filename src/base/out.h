/* Writing text to a struct hpt_out. Errors stick: after the first failed write nothing more is
 * written, and `failed` is read once at the end. */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include "heapterm.h"

void out_bytes(struct hpt_out *o, const char *bytes, size_t size);
void out_str(struct hpt_out *o, struct hpt_str s);
void out_text(struct hpt_out *o, const char *text); /* a C string */
void out_char(struct hpt_out *o, char c);

/* printf for short pieces: what is longer than 511 bytes is cut. */
void out_format(struct hpt_out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A JSON string literal with its quotes; bytes that are not UTF-8 become U+FFFD. */
void out_json_string(struct hpt_out *o, struct hpt_str s);

#endif
