/* Time stamps in front of lines. All of a kind are equally wide. */
#ifndef REPORT_STAMP_H
#define REPORT_STAMP_H

#include "heapterm.h"

enum { STAMP_TEXT = 48 }; /* room for any stamp */

struct stamp {
    enum hpt_stamps kind;
    uint64_t wall_us; /* see struct hpt_log_options */
    int32_t (*zone)(void *self, int64_t unix_seconds);
    void *self;
    uint64_t last_us; /* of the stamp before; 0: none */
};

/* Writes the stamp for `time_us`, with the blank behind it, and returns its end; blanks where the
 * time is 0, not known. HPT_STAMPS_DELTA counts from the stamp before. */
char *stamp_write(struct stamp *s, uint64_t time_us, char *at);

/* As many blanks. */
char *stamp_write_blank(const struct stamp *s, char *at);

#endif
