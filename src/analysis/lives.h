/* How long the released blocks of each kind lived, in events: from the one that made it to the one
 * that released it. A kind goes by its key, see analysis/kinds.h. */
#ifndef ANALYSIS_LIVES_H
#define ANALYSIS_LIVES_H

#include "analysis/sites.h"

struct life {
    uint64_t released; /* blocks */
    uint64_t ages;     /* their sum */
    uint64_t longest;
};

struct lives {
    struct sites keys; /* numbers for the keys; what comes beyond SITES_MAX is number 0 */
    struct life *of;   /* by number */
    size_t capacity;
};

/* All zero knows of none. A new run begins with lives_release. */
void lives_release(struct lives *l);

/* A block of the kind was released at this age. */
enum hpt_status lives_add(struct lives *l, uint64_t key, uint64_t age) HPT_MUST_CHECK;
/* All zero: none was, or it came after SITES_MAX others. */
struct life lives_of(const struct lives *l, uint64_t key);

#endif
