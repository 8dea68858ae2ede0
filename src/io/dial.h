/* Makes a TCP connection: looks the host up, tries its addresses one after another. */
#ifndef IO_DIAL_H
#define IO_DIAL_H

#include "io/fault.h"

#include <uv.h>

struct dial_wish {
    const char *host, *port; /* copied */
    const char *name;        /* of the whole, for messages; borrowed until `done` */
    unsigned patience_ms;    /* for all of it */
    void *self;
    /* Called once, unless cancelled. `fd`: a connected socket that does not block, now the
     * client's; or -1, and the fault, which holds until this returns, says why. */
    void (*done)(void *self, int fd, const struct fault *fault);
};

struct dial;

/* NULL with *f filled. `done` is called from the loop, not from in here. */
struct dial *dial_start(uv_loop_t *loop, const struct dial_wish *wish, struct fault *f);

/* Gives up: `done` will not be called. The memory goes when the loop has run the last callback. */
void dial_cancel(struct dial *d);

#endif
