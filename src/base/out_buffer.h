/* Text for a C string of limited room. */
#ifndef BASE_OUT_BUFFER_H
#define BASE_OUT_BUFFER_H

#include "base/out.h"

struct out_buffer {
    char *text;
    size_t room; /* at least 1 */
    size_t size; /* without the '\0' that always stands behind it */
};

/* Writes behind what is there; what finds no room is left out. *b must outlive what is returned. */
struct hpt_out out_into(struct out_buffer *b);

#endif
