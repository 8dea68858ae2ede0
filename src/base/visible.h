/* What a device sent, one byte or character at a time, as text that no terminal obeys. */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include "heapterm.h"

/* Is it not seen, or does it change how others are seen? */
bool is_hidden(uint32_t code);

enum { VISIBLE_MOST = 16 }; /* room for what stands for one byte or character */

/* What is at the front of `character`: itself where it can be seen, ^G for a control character,
 * \xff for a byte that is no UTF-8, <U+202E> for what is not seen or changes how others are.
 * Returns the end. */
char *put_visible(char *at, struct hpt_str character);

#endif
