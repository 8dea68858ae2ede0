/* What --elf FILE brings: the heap's bounds for the tracker, names of call sites for the views, and
 * doubts about whether FILE is what the device runs. */
#ifndef CLI_NAMING_H
#define CLI_NAMING_H

#include "io/fault.h"

#include <uv.h>

struct settings;

enum { NAMING_DOUBT = 512 };

/* All zero: no file was given. Runs side by side share one. */
struct naming {
    const char *path;
    struct symbols *symbols;
    struct hpt_namer one; /* of `symbols`, for one thread at a time */
    struct hpt_namer namer;
    uv_mutex_t lock;
    bool has_doubted;
};

/* Reads the file that `s` names, if any; says on standard error where the heap lies, or what the
 * file lacks. *n is not moved. naming_close follows only after HPT_OK. */
enum hpt_status naming_open(struct naming *n, const struct settings *s,
                            struct fault *f) HPT_MUST_CHECK;
void naming_close(struct naming *n);

/* For the views; NULL without a file. Any thread may use it. */
const struct hpt_namer *naming_namer(const struct naming *n);

/* Gives the heap's bounds to the options of a tracker, unless they have some. */
void naming_bound(const struct naming *n, struct hpt_options *options);

/* Whether the trace contradicts the file, told once: the sentence. `is_over`: no more is to come,
 * so that a few callers count. */
bool naming_doubts(struct naming *n, const struct hpt_state *state, bool is_over,
                   char sentence[NAMING_DOUBT]);

#endif
