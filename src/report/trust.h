/* The trust line: how far figures can be trusted, also those of an instant that is long gone. */
#ifndef REPORT_TRUST_H
#define REPORT_TRUST_H

#include "base/out.h"

struct trust {
    bool counted_only;
    bool has_heaps;
    bool has_inferred_bounds; /* of a heap of the runtime's */
    struct hpt_exactness exactness;
    const char *allocator; /* the model in use; "none" where there is none */
};

/* One line without its end. */
void write_trust(struct hpt_out *out, const struct trust *t);

#endif
