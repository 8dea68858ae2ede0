/* The file that a recording goes to, as the one thread that writes it sees it. */
#ifndef RECORDING_STORE_H
#define RECORDING_STORE_H

#include "io/clock.h"
#include "recording/batch.h"
#include "recording/chunk.h"

#include <sqlite3.h>

/* What a session is about. Text that is not known is NULL, numbers are 0. */
struct recording_about {
    struct clock clock; /* times count from its start */
    const char *heapterm;
    const char *input;
    const char *board;
    uint32_t baud;
    const char *framing;
    const char *flow;
    const char *build_id;
};

enum store_statement {
    STORE_BEGIN,
    STORE_COMMIT,
    STORE_ROLLBACK,
    STORE_ADD_SESSION,
    STORE_END_SESSION,
    STORE_ADD_CHUNK,
    STORE_DROP_CHUNKS,
    STORE_ADD_NOTE,
    STORE_STATEMENTS
};

/* The latest bytes of one direction. They are in the file in small plain chunks, and here once
 * more: when there are enough of them, packed chunks take the place of the small ones. */
struct fresh {
    struct queue bytes;
    struct queue pieces; /* struct piece */
    uint64_t offset;     /* of the first of these bytes */
    size_t kept_bytes;   /* so many of them are in the file */
    size_t kept_pieces;
    size_t rows;      /* in so many chunks, */
    int64_t first_id; /* of which this is the first */
};

struct store {
    const char *path; /* borrowed */
    int lock;         /* a descriptor of the file, with the lock that keeps others from writing */
    bool is_made;     /* it was not there before */
    sqlite3 *db;
    sqlite3_stmt *statements[STORE_STATEMENTS];
    struct fresh fresh[DIRECTIONS];
    struct packer packer;
    struct queue numbers; /* pieces on their way into a row */
    int64_t session;
    int64_t next_chunk;
    int error;        /* errno of the statement that failed last; 0: not known */
    bool has_session; /* its row is in the file */
    bool has_taken;   /* the batch that is being committed is in `fresh` */
};

/* Opens a recording for one more session, or makes one. With HPT_OK or not, store_close follows. */
enum hpt_status store_open(struct store *s, const char *path, bool must_be_new,
                           struct fault *f) HPT_MUST_CHECK;

/* States what the session is about; it is written with the first batch. */
void store_begin(struct store *s, const struct recording_about *about);

/* Writes the batch, all of it or nothing. After HPT_OK it is on the disk, even if the power fails
 * now. After a failure the same batch may be tried again. */
enum hpt_status store_commit(struct store *s, const struct batch *batch,
                             struct fault *f) HPT_MUST_CHECK;

/* Gives up the batch whose commit has failed. */
void store_forget(struct store *s);

/* Writes the session's end, and packs what is still loose. */
enum hpt_status store_end(struct store *s, uint64_t time_us, struct fault *f) HPT_MUST_CHECK;

/* A file that was made and has got no session is removed. */
void store_close(struct store *s);

/* For the store itself: the sentence for what SQLite said last. */
enum hpt_status store_fault(const struct store *s, struct fault *f);

#endif
