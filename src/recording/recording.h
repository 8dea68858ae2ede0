/* A recording that is read, also while it is being written: then up to what is in the file when it
 * is asked for. No transaction stays open between two calls, so a writer is never hindered. */
#ifndef RECORDING_RECORDING_H
#define RECORDING_RECORDING_H

#include "recording/chunk.h"

struct recording;

struct session_row {
    int64_t id;
    uint64_t start_us; /* wall clock, since 1970 UTC, where its times are 0 */
    int zone_s;        /* local time is so far east of UTC */
    bool has_end;      /* it was closed */
    uint64_t end_us;
    uint32_t baud; /* 0: not known */
    /* Texts: NULL where not known; valid until the next session is read. */
    const char *heapterm, *input, *board, *framing, *flow, *build_id;
};

struct note_row {
    int64_t id;
    int64_t session;
    enum note_kind kind;
    uint64_t time_us;
    uint64_t places[DIRECTIONS]; /* bytes of the session before it */
    uint64_t missed;             /* with NOTE_MISSED, */
    enum direction direction;    /* and of which direction */
    const char *text;            /* never NULL; valid until the next note is read */
};

/* Sums over chunks. */
struct chunk_sums {
    uint64_t chunks;
    uint64_t bytes;
    uint64_t stored; /* as they are in the file */
    uint64_t last_us;
};

enum row { ROW_NONE, ROW_THERE, ROW_FAULT };

/* NULL with *f filled. `path` is borrowed. */
struct recording *recording_open(const char *path, struct fault *f);
void recording_close(struct recording *r); /* NULL is fine */

/* The rows after the one with this id (0: from the beginning), in the order of their ids. With
 * ROW_FAULT *f is filled. */
enum row recording_session(struct recording *r, int64_t after, struct session_row *row,
                           struct fault *f);
enum row recording_note(struct recording *r, int64_t session, int64_t after, struct note_row *row,
                        struct fault *f);

/* The next chunk of this direction, unpacked and checked; its views hold until the next call. While
 * the recording is written, small chunks become large ones: a chunk may begin before the place that
 * was reached, never behind it. */
enum row recording_chunk(struct recording *r, int64_t session, enum direction direction,
                         int64_t after, struct chunk *chunk, struct fault *f);

/* Sums of a session (0: of all) and a direction. */
enum hpt_status recording_sums(struct recording *r, int64_t session, enum direction direction,
                               struct chunk_sums *sums, struct fault *f) HPT_MUST_CHECK;

#endif
