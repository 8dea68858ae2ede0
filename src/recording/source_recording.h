/* A recording as a source: the device's bytes with their times of arrival, what happened to the
 * line as `link`, marks as `mark`. Times run on over all sessions of the file; where one session
 * ends and the next begins, bytes may be missing. */
#ifndef RECORDING_SOURCE_RECORDING_H
#define RECORDING_SOURCE_RECORDING_H

#include "io/source.h"

struct play_options {
    double speed;          /* of the recording's own, which is 1; 0: as fast as it is taken */
    uint64_t max_pause_us; /* a longer pause is cut to this; 0: is not */
    uint64_t from_us;      /* what came before comes at once */
    uint64_t until_us;     /* what came after does not come; 0: all comes */
};

/* NULL with *f filled. */
struct source *source_recording_open(uv_loop_t *loop, const char *path,
                                     const struct play_options *options,
                                     const struct source_client *client, struct fault *f);

/* With a speed: stands still, and goes on from there. */
void source_recording_hold(struct source *s, bool on);

/* Where it has come to: the time of the byte or happening that was given last, or after the end the
 * time to which the recording reaches. */
uint64_t source_recording_time_us(const struct source *s);

#endif
