/* Something bytes come from, and may go to: a serial port, a pseudo terminal, a file, a pipe, a TCP
 * connection. A source lives on a libuv loop and calls its client from there, never from inside
 * one of the calls below. */
#ifndef IO_SOURCE_H
#define IO_SOURCE_H

#include "io/clock.h"
#include "io/fault.h"
#include "io/framing.h"
#include "io/wires.h"

#include <uv.h>

struct port_info;

enum source_end {
    SOURCE_ENDED,   /* all has been read */
    SOURCE_HUNG_UP, /* the device or the other side went away; the fault says so in words */
    SOURCE_FAILED   /* the fault says what failed */
};

enum source_link {
    LINK_LOST, /* the device went away, and is waited for: bytes may be missing from here on */
    LINK_BACK  /* it is there again: what comes now may be the middle of a line */
};

struct source_client {
    void *self;
    /* Bytes came. `time_us` is 0 where the bytes have no time of arrival. They hold until the
     * source reads on, so as long as it is paused. */
    void (*data)(void *self, const char *bytes, size_t size, uint64_t time_us);
    /* There will be no more; called once, and not after close. `fault` lives as long as the
     * source, its status is HPT_OK with SOURCE_ENDED. */
    void (*end)(void *self, enum source_end end, const struct fault *fault);
    /* All that was written has been taken by the system. May be NULL. */
    void (*drained)(void *self);
    /* A live source that comes back by itself went away or is back; `news` says so in a sentence.
     * May be NULL. */
    void (*link)(void *self, enum source_link link, const char *news);
    /* Something worth a line that changes nothing: a sentence. May be NULL. */
    void (*news)(void *self, const char *sentence);
    /* A recording is at a mark that a person set; the text may be empty. May be NULL. */
    void (*mark)(void *self, const char *text);
};

struct source {
    const char *name; /* for messages; borrowed */
    bool live;        /* its bytes come when they come: a pause in them means something */
    bool loses;       /* what is not read in time is lost */
    bool takes_keys;  /* `write` reaches something */
    bool more;        /* during `data`: it is called again at once, so the screen can wait */
    bool is_away;     /* its device is waited for: what is written goes nowhere */
    bool is_expected; /* a port that has not been there yet, and is waited for */
    size_t queued;    /* bytes written that the system has not taken yet */
    uint64_t lost;    /* bytes written that it did not get, and that do not count as queued */
    uint64_t taken;   /* files and pipes: bytes read so far, packed as they are */
    uint64_t whole;   /* files: bytes that `taken` ends at; 0: not known */
    /* What stands behind a serial port (io/ports.h), from its first opening on; else NULL. */
    const struct port_info *port;
    /* Starts or pauses the calls of `data`. A new source is paused. */
    void (*read)(struct source *s, bool on);
    /* Sends bytes (copied), in order and without loss while the source is open. */
    void (*write)(struct source *s, const char *bytes, size_t size);
    /* Bytes that the system has taken and that have not left it yet. NULL: none are known. */
    size_t (*unsent)(const struct source *s);
    /* Asserts or releases a wire of a serial line; HPT_OK, or *f says why not. NULL: has none. */
    enum hpt_status (*set_wire)(struct source *s, enum line_wire wire, bool on, struct fault *f);
    /* How the lines stand, of enum line_state. -1, or NULL: is not known. */
    int (*lines)(const struct source *s);
    /* Stops everything. The memory goes when the loop has run the last callback. */
    void (*close)(struct source *s);
    struct source_client client;
    struct clock clock;
    struct fault fault;
};

/* For the sources themselves: the device went away, or is back. */
static inline void source_tell_link(struct source *s, enum source_link link, const char *news)
{
    s->is_away = link == LINK_LOST;
    if (s->client.link != NULL)
        s->client.link(s->client.self, link, news);
}

struct source_options {
    /* Was asked for by whoever named this input, so that it is a mistake where the input has none;
     * otherwise it is what usually holds, and counts where it can. */
    bool baud_given, framing_given, flow_given, dtr_given, rts_given, reset_given, restarts_given;
    uint32_t baud;
    struct framing framing;
    enum flow_control flow;
    enum wire_wish dtr, rts;    /* at the opening of a serial line */
    bool no_lock;               /* open a port that others have locked */
    bool no_reconnect;          /* a device that goes away, or is not there yet, is the end */
    bool reset;                 /* reset the board after the first opening */
    const char *reset_sequence; /* how (io/reset.h); NULL: the way of the board */
    bool restarts;              /* exec: a program that ended is started again */
};

/* Opens what `input` names: `-`, tcp://HOST:PORT, rfc2217://HOST[:PORT], exec:COMMAND, a path or a
 * port by name (io/port_name.h). Files, pipes and standard input that are gzip or zstd streams come
 * unpacked. NULL with *f filled.
 */
struct source *source_open(uv_loop_t *loop, const char *input, const struct source_options *options,
                           const struct source_client *client, struct fault *f);

/* One function per kind of source. The path has been looked at: it exists and is of that kind.
 * A port may be missing, or given by name: see io/port_name.h. */
struct source *source_serial_open(uv_loop_t *loop, const char *name,
                                  const struct source_options *options,
                                  const struct source_client *client, struct fault *f);
struct source *source_file_open(uv_loop_t *loop, const char *path,
                                const struct source_client *client, struct fault *f);
struct source *source_fifo_open(uv_loop_t *loop, const char *path,
                                const struct source_client *client, struct fault *f);
/* Standard input, whatever it is. Its flags are left as they are for those who share it. */
struct source *source_stdin_open(uv_loop_t *loop, const struct source_client *client,
                                 struct fault *f);
/* `address`: what follows the scheme. */
struct source *source_tcp_open(uv_loop_t *loop, const char *address,
                               const struct source_options *options,
                               const struct source_client *client, struct fault *f);
struct source *source_rfc2217_open(uv_loop_t *loop, const char *address,
                                   const struct source_options *options,
                                   const struct source_client *client, struct fault *f);
struct source *source_exec_open(uv_loop_t *loop, const char *command,
                                const struct source_options *options,
                                const struct source_client *client, struct fault *f);

/* What `packed` gives, unpacked if it begins like a gzip or zstd stream. Takes `packed` over, also
 * when it fails, and hands NULL on. `empty_is_fault`: no byte at all is a failure. */
struct source *source_unpack(uv_loop_t *loop, struct source *packed, bool empty_is_fault,
                             const struct source_client *client, struct fault *f);

/* For the sources themselves: reads `fd` in large pieces from the loop's idle phase and closes it.
 * `empty_is_fault`: no byte at all is a failure. */
struct source *source_file_from(uv_loop_t *loop, int fd, const char *name, bool empty_is_fault,
                                const struct source_client *client, struct fault *f);
/* For those that only come: what is written goes nowhere. */
void source_write_nothing(struct source *s, const char *bytes, size_t size);
/* Opens a file or a pipe; -1 with *f filled. */
int source_open_to_read(const char *path, int flags, struct fault *f);

#endif
