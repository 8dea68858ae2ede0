/* Bytes, in whatever pieces they come, to text and trace lines.
 *
 * A line ends at LF, CR or CR LF; a NUL (a board's serial port comes up) ends it as a cut line. A
 * trace line may have text in front of it; it ends with the line and takes the line's end with it.
 * All other bytes come out as text, unchanged, in order, and at once: only what may still become a
 * trace line is held back, at most READER_HELD bytes.
 *
 * Torn lines: `malloc: ALLOCmalloc: ALLOCATED: 24 [0x20002bb0]` is an interrupt's line inside
 * another one. The outer piece is kept, and when one of the next READER_PATIENCE lines goes on
 * where it broke off, the two are one trace line. Otherwise it comes out as text. */
#ifndef TRACE_READER_H
#define TRACE_READER_H

#include "trace/near.h"
#include "trace/recogniser.h"

enum { READER_HELD = 1024, READER_TORN = 4, READER_PATIENCE = 12, READER_AHEAD = 8 };

/* One recognised line. `text` is valid until the hook returns. */
struct trace_line {
    enum shape_kind kind;
    const struct dialect *dialect;
    struct fields fields;
    struct hpt_str text;
    bool torn;         /* put together from pieces */
    unsigned inner;    /* of a torn line: trace lines that were printed inside it */
    uint64_t line;     /* number of the input line it ends on, from 1 */
    uint64_t byte;     /* bytes of input up to its end */
    uint64_t begun_us; /* arrival of its first byte */
    uint64_t time_us;  /* arrival of its last byte */
};

struct reader_hooks {
    void *self;
    void (*text)(void *self, struct hpt_str bytes);
    /* Text that is whole lines, none of which begins with two bytes of `interest`; only while
     * `wants_all` says no. Else lines come out as `text`, one by one. */
    void (*lines)(void *self, struct hpt_str bytes);
    bool (*wants_all)(void *self);
    const struct interest *interest;
    void (*event)(void *self, const struct trace_line *line);
    /* These lines come next, as far as nobody stops; where they stand is not told yet. May be NULL.
     */
    void (*expect)(void *self, const struct trace_line *lines, size_t count);
    void (*boot)(void *self); /* a NUL byte */
    /* The line that has ended, and come out as text, was a trace line before it was damaged. */
    void (*garbled)(void *self);
    /* The line that has ended is nearly a trace line; `address` is what it names last, or 0. */
    void (*nearly)(void *self, uint64_t address);
};

/* The beginning of a line that something else broke into. */
struct torn {
    char text[PATTERN_REACH];
    size_t len;
    uint64_t begun_us; /* arrival of its first byte */
    unsigned age;      /* lines since */
    unsigned inner;    /* trace lines since */
    bool over;         /* the run that it belongs to is over: its rest will not come */
    bool shown;        /* it has come out as text */
};

struct reader {
    struct reader_hooks hooks;
    struct recogniser recogniser;
    char held[READER_HELD];
    size_t held_len;
    size_t held_shown; /* bytes of it that have come out as text already */
    uint64_t held_us;  /* arrival of the first held byte */
    bool line_start;   /* the next byte, or the first held one, begins a line */
    char before;       /* else: the byte before */
    bool after_cr;     /* a line feed now belongs to the CR before */
    bool drop_lf;      /* and goes the way of its line */
    uint64_t dropped;  /* position behind the last line feed that went with a trace line's CR */
    bool garbled;      /* this line was a trace line before it was damaged */
    struct torn torn[READER_TORN];
    uint8_t torn_count;
    struct near near; /* the shapes of the dialects that the device was seen to write */
    const struct dialect *known[4]; /* these dialects */
    char tail[NEAR_WINDOW];         /* the end of the part of the line that has been read */
    size_t tail_len;
    uint64_t line_len;                     /* bytes of that part */
    uint8_t pointer_digits;                /* of the addresses in whole lines; 0 before the first */
    struct trace_line ahead[READER_AHEAD]; /* lines read, not yet given out; none is torn */
    uint64_t lines;                        /* line feeds consumed */
    uint64_t bytes;                        /* bytes consumed */
    uint64_t time_us;                      /* arrival of what is being fed */
    uint64_t text_us; /* while `text` or `lines` runs: arrival of the first byte */
    bool stop;        /* set by a hook: reader_feed returns behind the line */
};

/* `only` NULL takes all dialects at once. */
void reader_init(struct reader *r, const struct reader_hooks *hooks, const struct dialect *only);

/* After the reader *from was copied, and both are in use: what pointed into *from does not. */
void reader_own(struct reader *r, const struct reader *from, void *self,
                const struct interest *interest);

/* Returns the bytes consumed: all, unless `stop` was set. */
size_t reader_feed(struct reader *r, const char *bytes, size_t size, uint64_t time_us);

/* What is held comes out as text now; it still counts as the start of a trace line. */
void reader_show_held(struct reader *r);

/* The device has started over: what waits for its rest was cut by that. */
void reader_begin_run(struct reader *r);

/* The input has ended. A last line without an end is taken if nothing of it can be missing; what is
 * held or torn comes out as text. */
void reader_end(struct reader *r);

/* The input was interrupted: as reader_end, and what is fed next begins a line. */
void reader_gap(struct reader *r);

#endif
