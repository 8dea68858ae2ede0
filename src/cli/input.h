/* What a run reads: a source by its name, or a recording; and what is recorded meanwhile. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "cli/command.h"
#include "recording/recorder.h"
#include "symbols/build_id.h"

struct input {
    struct source *source;
    bool is_recording;            /* `source` is a source_recording */
    uint64_t reached_us;          /* of a recording that was closed: how far it had been read */
    char build_id[BUILD_ID_SIZE]; /* of the firmware that is recorded; "": not known */
    struct recorder *recorder;    /* NULL: nothing is recorded */
    struct source_client client;  /* who gets what comes, behind the recorder */
    void (*write)(struct source *s, const char *bytes, size_t size); /* the source's own */
};

struct input_wish {
    const char *name;
    const char *record; /* NULL: is not recorded */
    bool record_is_new; /* a file that is there is refused */
};

/* Opens the input, and before it the recording, so that a wrong name is heard before the board is
 * touched. With HPT_OK or not, input_close follows. *in is not moved. */
enum hpt_status input_open(struct input *in, uv_loop_t *loop, const struct settings *settings,
                           const struct input_wish *wish, const struct source_client *client,
                           struct fault *f) HPT_MUST_CHECK;

/* Whether what comes now is to be shown: a recording may not have reached --from yet. */
bool input_is_shown(const struct input *in, const struct settings *settings);

/* The recording was read to its end, and closed: if it never reached --from, *f says so, unless
 * something is there already; that it ended before --until is said at once. */
void input_check_span(const struct input *in, const struct settings *settings, struct fault *f);

/* Is that a file, which can be read once more? Or missing, which is said when it is opened. */
bool input_is_read_again(const char *name);

/* Sets a mark in the recording, if there is one; false otherwise. */
bool input_mark(struct input *in, const char *text);

/* Ends the source, and then the recording; *f, if it was HPT_OK, says what it lacks. The loop must
 * run once more. Called twice, the second does nothing. */
void input_close(struct input *in, struct fault *f);

#endif
