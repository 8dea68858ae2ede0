/* A paragraph of a report, in lines that end between words. (base/wrap.h breaks one line of news.)
 */
#ifndef REPORT_PARAGRAPH_H
#define REPORT_PARAGRAPH_H

#include "heapterm.h"

enum { PARAGRAPH_WORD = 256 /* bytes; a longer word is cut in two */ };

/* Write to `words`, then paragraph_end. Lines after the first are indented. A word that is wider
 * than the line stands alone. Columns are counted by characters of UTF-8. */
struct paragraph {
    struct hpt_out words;
    struct hpt_out *out;
    size_t indent, width; /* columns */
    size_t column;        /* where the next character goes */
    size_t length;        /* bytes of the word that is open */
    bool has_blank;       /* a blank stands before it */
    char word[PARAGRAPH_WORD];
};

/* `column`: where the first line has come to. *w is not moved. */
void paragraph_begin(struct paragraph *w, struct hpt_out *out, size_t indent, size_t column,
                     size_t width);
void paragraph_end(struct paragraph *w); /* writes what is open, and ends the line */

#endif
