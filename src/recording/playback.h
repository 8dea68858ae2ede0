/* A recording from its beginning: what came from the device and what happened, in the order in
 * which it came, on one line of time over all sessions. */
#ifndef RECORDING_PLAYBACK_H
#define RECORDING_PLAYBACK_H

#include "recording/recording.h"

enum playback_item {
    PLAY_BYTES,
    PLAY_NOTE,
    PLAY_SESSION, /* a session begins that is not the first */
    PLAY_END,
    PLAY_FAULT
};

struct playback {
    struct recording *file;
    enum playback_item item; /* what is next, */
    bool is_known;           /* if this is true */
    bool has_session;
    struct session_row session; /* its texts do not hold */
    struct session_row next_session;
    uint64_t base_us; /* where the session's times are 0, on the line of time */
    uint64_t seen_us; /* the latest time seen in the session */
    int64_t chunk_id; /* of the chunk loaded last */
    struct chunk chunk;
    struct piece_reader pieces; /* of it, without */
    struct piece piece;         /* this one, which is next, if its size is not 0 */
    uint64_t place;             /* bytes of the session before it */
    struct note_row note;
    bool has_note;
    bool may_have_note; /* the file has not been asked yet */
    int64_t note_id;
};

/* HPT_OK or not, playback_close follows. */
enum hpt_status playback_open(struct playback *p, const char *path, struct fault *f) HPT_MUST_CHECK;
void playback_close(struct playback *p);

/* What is next. At the end asks the file again, in which there may be more by then. A fault stays,
 * and is told once. */
enum playback_item playback_peek(struct playback *p, struct fault *f);

/* The time of what is next; at the end, the time to which the recording reaches. */
uint64_t playback_time_us(const struct playback *p);

/* With PLAY_BYTES: as they came in one piece. They hold until the next peek. */
struct hpt_str playback_bytes(const struct playback *p);

/* With PLAY_BYTES: the time of the next piece, if it follows at once and is at hand. */
bool playback_follows(const struct playback *p, uint64_t *time_us);

/* Goes behind what is next. */
void playback_take(struct playback *p);

#endif
