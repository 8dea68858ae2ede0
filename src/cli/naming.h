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
    const struct elf_heap *bounds; /* of its heap; NULL: not known, or --heap gives others */
    struct hpt_namer one;          /* of `symbols`, for one thread at a time */
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

/* Gives the heap's bounds to the options of a tracker, where the file has them and --heap does not.
 */
void naming_bound(const struct naming *n, struct hpt_options *options);

/* The blocks of one trace, by whether they lie in the heap that the file has. */
struct naming_blocks {
    uint64_t inside;
    uint64_t outside;
};
void naming_count(const struct naming *n, struct naming_blocks *b, const struct hpt_event *e);

/* Whether the trace contradicts the file, told once: the sentence. `is_over`: no more is to come,
 * so that one caller counts. */
bool naming_doubts(struct naming *n, const struct naming_blocks *b, bool is_over,
                   char sentence[NAMING_DOUBT]);

#endif
