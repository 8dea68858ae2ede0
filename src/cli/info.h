/* What `heapterm info` tells, as text and as JSON. */
#ifndef CLI_INFO_H
#define CLI_INFO_H

#include "recording/recording.h"

enum { DIALECTS_MOST = 16 };

struct info {
    const char *name;             /* of the file */
    struct recording *recording;  /* NULL: a log */
    uint64_t disk_bytes;          /* 0: no file */
    const struct hpt_state *heap; /* at the end of the input */
    uint64_t events, failures;    /* in all runs */
    const char *dialects[DIALECTS_MOST];
    size_t dialect_count;
};

/* What the recording does not give any more ends the answer: *f then says why. */
void info_write_text(struct hpt_out *out, const struct info *info, struct fault *f);
void info_write_json(struct hpt_out *out, const struct info *info, struct fault *f);

/* A wall clock as 2024-11-24T18:10:06.123456+01:00. */
enum { WALL_SIZE = 40 };
void info_wall(char text[WALL_SIZE], uint64_t wall_us, int zone_s);

#endif
