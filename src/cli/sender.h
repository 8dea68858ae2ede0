/* What goes to the device: what is typed, pasted, piped, or stands in a file. Nothing is lost on
 * the way and nothing overtakes: what the device does not take yet, or shall get later, waits. */
#ifndef CLI_SENDER_H
#define CLI_SENDER_H

#include "io/queue.h"
#include "io/source.h"

enum eol { EOL_CR, EOL_CRLF, EOL_LF, EOL_COUNT };

struct send_options {
    enum eol eol;                   /* what Enter sends */
    uint64_t send_delay_ms;         /* after every byte */
    uint64_t line_delay_ms;         /* after every line end */
    const struct hpt_byte_map *map; /* of what is typed; NULL: as it is */
};

struct sender {
    struct source *device;
    struct send_options options;
    uv_timer_t pace;
    struct queue waiting; /* what a delay holds back */
    int file;             /* that is being sent; -1: none */
    uint64_t file_sent;   /* bytes of it that have been handed on */
    char name[256];       /* of it */
    void *self;
    void (*sent)(void *self, const char *bytes, size_t size); /* these go to the device now */
    void (*file_done)(void *self, const char *name, uint64_t size, int error);
    void (*idle)(void *self); /* what waited for a delay has been handed on */
};

/* `self` and the functions are filled by the caller afterwards; each may be NULL. */
void sender_open(struct sender *s, uv_loop_t *loop, struct source *device,
                 const struct send_options *options);

/* Sends bytes as they are. */
void sender_put(struct sender *s, const char *bytes, size_t size);

/* Sends what was typed: Enter (CR) becomes the line end of the options. */
void sender_type(struct sender *s, const char *bytes, size_t size);

void sender_put_eol(struct sender *s);
const char *eol_name(enum eol eol); /* cr, crlf, lf */

/* Begins to send a file; HPT_OK, or *f says why not. One at a time. */
enum hpt_status sender_file(struct sender *s, const char *path, struct fault *f);
bool sender_has_file(const struct sender *s);
void sender_stop_file(struct sender *s);

/* The device has taken all that was written. */
void sender_drained(struct sender *s);

/* The device went away: what has not gone is for nobody. The bytes dropped. */
uint64_t sender_drop(struct sender *s);

/* Whether more than enough is on its way. */
bool sender_is_full(const struct sender *s);

/* Bytes that have not reached the device. */
uint64_t sender_backlog(const struct sender *s);

/* The loop must run once more before *s goes. */
void sender_close(struct sender *s);

#endif
