/* A descriptor that may block, written from a thread of its own, so that the loop never waits for
 * it. For what others share and we cannot open a second time: there O_NONBLOCK is not ours to set.
 */
#ifndef IO_WRITER_H
#define IO_WRITER_H

#include <stddef.h>
#include <uv.h>

struct writer;

struct writer_client {
    void *self;
    /* Called from the loop: all that was put has been taken, or `error` (errno) says why never.
     * EPIPE may also come when nothing was put: nobody reads any more. */
    void (*taken)(void *self, int error);
};

/* `fd` is borrowed, and must stay open as long as the program runs. NULL without memory or thread.
 */
struct writer *writer_open(uv_loop_t *loop, int fd, const struct writer_client *client);

/* Takes bytes (copied) if it has nothing to do, and says how many; 0: it has. */
size_t writer_put(struct writer *w, const char *bytes, size_t size);

/* Bytes that were put and are not known to have been taken. */
size_t writer_pending(const struct writer *w);

/* Waits for nothing: what was not taken yet may or may not be. The loop must run once more. */
void writer_close(struct writer *w);

#endif
