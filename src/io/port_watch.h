/* Wakes when something appears in, or changes its mode in, one of a few directories, which may come
 * and go themselves. inotify by our own hand: libuv's watch would also hear every byte that anybody
 * writes to a device in /dev. */
#ifndef IO_PORT_WATCH_H
#define IO_PORT_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

enum { WATCHES_MAX = 8 };

struct port_watch {
    int fd; /* -1: not open */
    uv_poll_t poll;
    int watches[WATCHES_MAX];
    size_t count;
    bool is_whole; /* everything that was asked for is watched */
    void *self;
    void (*changed)(void *self);
    void (*closed)(void *self);
};

/* Fill self, changed and closed before. False without a watch: closed will not be called. */
bool port_watch_open(struct port_watch *w, uv_loop_t *loop);

/* What a change in could bring `path` about: its directory, those of its links, or what exists of
 * them; and `directory`, unless it is NULL. In place of what was watched before. False when
 * something cannot be watched. */
bool port_watch_set(struct port_watch *w, const char *path, const char *directory);

/* `closed` follows from the loop. */
void port_watch_close(struct port_watch *w);

#endif
