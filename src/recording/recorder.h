/* Keeps what goes over a line in a recording. A thread of its own writes, so that whoever adds
 * never waits for the disk; while nothing comes it sleeps. What was added is on the disk 150 ms
 * later, if the disk takes no longer than 50 ms for it. What the disk cannot take waits in memory,
 * up to a bound; beyond it bytes are dropped, and the recording says so in their place. */
#ifndef RECORDING_RECORDER_H
#define RECORDING_RECORDER_H

#include "recording/store.h"

#include <uv.h>

struct recorder;

/* Who hears in the loop, in a sentence, that the disk does not take any more, and that it does
 * again. */
struct recorder_client {
    void *self;
    void (*news)(void *self, const char *sentence);
};

/* Makes the file, or opens it for one more session; `path` is borrowed. NULL with *f filled. */
struct recorder *recorder_open(const char *path, bool must_be_new, struct fault *f);

/* Begins the session; text in *about is copied. */
enum hpt_status recorder_start(struct recorder *r, uv_loop_t *loop,
                               const struct recording_about *about,
                               const struct recorder_client *client,
                               struct fault *f) HPT_MUST_CHECK;

/* Bytes that came or were sent at `time_us` of the session's clock. Copied. */
void recorder_add(struct recorder *r, enum direction direction, const char *bytes, size_t size,
                  uint64_t time_us);

void recorder_note(struct recorder *r, enum note_kind kind, const char *text, uint64_t time_us);

/* Writes what waits, ends the session and frees *r when the loop has run once more. *f, if it was
 * HPT_OK, says whether anything is missing in the recording. Without a recorder_start a file that
 * was made is removed. */
void recorder_close(struct recorder *r, uint64_t time_us, struct fault *f);

#endif
