/* Text for a narrow screen: breaks lines between words. */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include "heapterm.h"

enum { WRAP_WORD = 256 /* bytes; a longer word is cut in two */ };

/* Write to `words`, then wrap_end. Lines after the first are indented. A word that is wider than
 * the line stands alone. Columns are counted by characters of UTF-8. */
struct wrap {
    struct hpt_out words;
    struct hpt_out *out;
    size_t indent, width; /* columns */
    size_t column;        /* where the next character goes */
    size_t length;        /* bytes of the word that is open */
    bool has_blank;       /* a blank stands before it */
    char word[WRAP_WORD];
};

/* `column`: where the first line has come to. *w is not moved. */
void wrap_begin(struct wrap *w, struct hpt_out *out, size_t indent, size_t column, size_t width);
void wrap_end(struct wrap *w); /* writes what is open, and ends the line */

#endif
