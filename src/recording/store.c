#include "recording/store.h"

#include <errno.h>
#include <time.h>

/* Small chunks are packed together when they have CHUNK_FULL bytes, or are so many. */
enum { ROWS_MOST = 512 };

/* What a commit makes of a struct fresh, if it succeeds. */
struct outcome {
    size_t packed_bytes; /* so many of its bytes need not be kept here any more */
    size_t packed_pieces;
    size_t rows;
    int64_t first_id;
};

struct work {
    int64_t next_chunk;
    struct outcome outcomes[DIRECTIONS];
};

/* Some of the bytes of a struct fresh. */
struct slice {
    size_t from, to;            /* bytes */
    size_t first_piece, pieces; /* that they came in */
};

static bool run(struct store *s, enum store_statement which)
{
    sqlite3_stmt *statement = s->statements[which];

    errno = 0; /* sqlite3_system_errno does not know it after a commit */
    bool is_done = sqlite3_step(statement) == SQLITE_DONE;
    if (!is_done)
        s->error = errno;
    return sqlite3_reset(statement) == SQLITE_OK && is_done;
}

static const struct piece *pieces_of(const struct fresh *fresh)
{
    return (const struct piece *)(const void *)queue_front(&fresh->pieces);
}

static size_t piece_count(const struct fresh *fresh)
{
    return fresh->pieces.count / sizeof(struct piece);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

static long zone_of(uint64_t wall_us)
{
    time_t wall = (time_t)(wall_us / 1000000);
    struct tm local = {0};

    return localtime_r(&wall, &local) != NULL ? local.tm_gmtoff : 0;
}

void store_begin(struct store *s, const struct recording_about *about)
{
    sqlite3_stmt *add = s->statements[STORE_ADD_SESSION];

    (void)sqlite3_bind_int64(add, 1, s->session);
    (void)sqlite3_bind_int64(add, 2, (int64_t)about->clock.wall_us);
    (void)sqlite3_bind_int64(add, 3, zone_of(about->clock.wall_us));
    bind_text(add, 4, about->heapterm);
    bind_text(add, 5, about->input);
    bind_text(add, 6, about->board);
    if (about->baud > 0)
        (void)sqlite3_bind_int64(add, 7, about->baud);
    bind_text(add, 8, about->framing);
    bind_text(add, 9, about->flow);
    bind_text(add, 10, about->build_id);
}

/* Adds the batch's bytes to what is fresh: all of them or none. */
static bool take(struct store *s, const struct batch *batch)
{
    size_t count;
    const struct entry *entries = batch_entries(batch, &count);
    const char *bytes = queue_front(&batch->bytes);
    size_t before[DIRECTIONS][2];

    for (size_t d = 0; d < DIRECTIONS; d++) {
        before[d][0] = s->fresh[d].bytes.count;
        before[d][1] = s->fresh[d].pieces.count;
    }
    for (size_t i = 0; i < count; bytes += entries[i++].size) {
        struct fresh *fresh = &s->fresh[entries[i].direction];
        const struct piece piece = {entries[i].time_us, entries[i].size};
        if (entries[i].kind != ENTRY_BYTES ||
            (queue_add(&fresh->bytes, bytes, piece.size) &&
             queue_add(&fresh->pieces, (const char *)&piece, sizeof piece)))
            continue;
        for (size_t d = 0; d < DIRECTIONS; d++) {
            s->fresh[d].bytes.count = before[d][0];
            s->fresh[d].pieces.count = before[d][1];
        }
        return false;
    }
    return true;
}

static bool add_chunk(struct store *s, enum direction direction, const struct slice *slice,
                      bool packs, int64_t id)
{
    const struct fresh *fresh = &s->fresh[direction];
    const struct piece *pieces = pieces_of(fresh) + slice->first_piece;
    sqlite3_stmt *add = s->statements[STORE_ADD_CHUNK];

    s->numbers.count = 0;
    if (!pieces_write(&s->numbers, pieces, slice->pieces))
        return false;
    struct chunk c = {.first_us = pieces[0].time_us,
                      .last_us = pieces[slice->pieces - 1].time_us,
                      .offset = fresh->offset + slice->from,
                      .count = slice->to - slice->from,
                      .pieces = {queue_front(&s->numbers), s->numbers.count},
                      .bytes = {queue_front(&fresh->bytes) + slice->from, slice->to - slice->from}};
    if (packs && !chunk_pack(&s->packer, &c))
        return false;
    (void)sqlite3_bind_int64(add, 1, id);
    (void)sqlite3_bind_int64(add, 2, s->session);
    (void)sqlite3_bind_int(add, 3, (int)direction);
    (void)sqlite3_bind_int64(add, 4, (int64_t)c.first_us);
    (void)sqlite3_bind_int64(add, 5, (int64_t)c.last_us);
    (void)sqlite3_bind_int64(add, 6, (int64_t)c.offset);
    (void)sqlite3_bind_int64(add, 7, (int64_t)c.count);
    (void)sqlite3_bind_int(add, 8, c.codec);
    (void)sqlite3_bind_blob64(add, 9, c.pieces.at, c.pieces.len, SQLITE_STATIC);
    (void)sqlite3_bind_blob64(add, 10, c.bytes.at, c.bytes.len, SQLITE_STATIC);
    return run(s, STORE_ADD_CHUNK);
}

/* The pieces behind `slice` up to `least` bytes and the rest of a piece, or to the end. */
static struct slice next_slice(const struct fresh *fresh, const struct slice *slice, size_t least)
{
    const struct piece *pieces = pieces_of(fresh);
    size_t count = piece_count(fresh);
    struct slice next = {
        .from = slice->to, .to = slice->to, .first_piece = slice->first_piece + slice->pieces};

    while (next.to - next.from < least && next.first_piece + next.pieces < count)
        next.to += pieces[next.first_piece + next.pieces++].size;
    return next;
}

static bool drop_chunks(struct store *s, enum direction direction, int64_t first_id)
{
    sqlite3_stmt *drop = s->statements[STORE_DROP_CHUNKS];

    (void)sqlite3_bind_int64(drop, 1, first_id);
    (void)sqlite3_bind_int64(drop, 2, s->session);
    (void)sqlite3_bind_int(drop, 3, (int)direction);
    return run(s, STORE_DROP_CHUNKS);
}

/* Packed chunks in place of the small ones. `all`: also of what would not fill one. */
static bool pack_fresh(struct store *s, enum direction direction, bool all, struct work *w)
{
    const struct fresh *fresh = &s->fresh[direction];
    struct outcome *o = &w->outcomes[direction];
    struct slice slice = {0};

    if (fresh->rows > 0 && !drop_chunks(s, direction, fresh->first_id))
        return false;
    *o = (struct outcome){0};
    for (;;) {
        slice = next_slice(fresh, &slice, CHUNK_FULL);
        if (slice.pieces == 0)
            return true;
        bool packs = all || slice.to - slice.from >= CHUNK_FULL;
        if (!add_chunk(s, direction, &slice, packs, w->next_chunk))
            return false;
        if (packs) {
            o->packed_bytes = slice.to;
            o->packed_pieces = slice.first_piece + slice.pieces;
        } else {
            o->rows = 1;
            o->first_id = w->next_chunk;
        }
        w->next_chunk++;
    }
}

static bool write_fresh(struct store *s, enum direction direction, struct work *w)
{
    const struct fresh *fresh = &s->fresh[direction];
    struct outcome *o = &w->outcomes[direction];
    const struct slice kept = {.to = fresh->kept_bytes, .pieces = fresh->kept_pieces};

    *o = (struct outcome){.rows = fresh->rows, .first_id = fresh->first_id};
    if (fresh->bytes.count == fresh->kept_bytes)
        return true;
    if (fresh->bytes.count >= CHUNK_FULL || fresh->rows + 1 >= ROWS_MOST)
        return pack_fresh(s, direction, fresh->bytes.count < CHUNK_FULL, w);
    const struct slice slice = next_slice(fresh, &kept, SIZE_MAX);
    if (o->rows++ == 0)
        o->first_id = w->next_chunk;
    return add_chunk(s, direction, &slice, false, w->next_chunk++);
}

static bool write_note(struct store *s, const struct entry *e, const char *text,
                       const uint64_t places[DIRECTIONS])
{
    sqlite3_stmt *add = s->statements[STORE_ADD_NOTE];

    (void)sqlite3_clear_bindings(add);
    (void)sqlite3_bind_int64(add, 1, s->session);
    (void)sqlite3_bind_int64(add, 2, (int64_t)e->time_us);
    (void)sqlite3_bind_text(add, 3, note_name(e->note), -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(add, 4, (int64_t)places[FROM_DEVICE]);
    (void)sqlite3_bind_int64(add, 5, (int64_t)places[TO_DEVICE]);
    if (e->note == NOTE_MISSED) {
        (void)sqlite3_bind_int64(add, 6, (int64_t)e->missed);
        (void)sqlite3_bind_int(add, 7, (int)e->direction);
    } else {
        (void)sqlite3_bind_text(add, 8, text, (int)e->size, SQLITE_STATIC);
    }
    return run(s, STORE_ADD_NOTE);
}

static bool write_notes(struct store *s, const struct batch *batch)
{
    size_t count;
    const struct entry *entries = batch_entries(batch, &count);
    const char *bytes = queue_front(&batch->bytes);
    uint64_t places[DIRECTIONS];

    for (size_t d = 0; d < DIRECTIONS; d++)
        places[d] = s->fresh[d].offset + s->fresh[d].kept_bytes;
    for (size_t i = 0; i < count; bytes += entries[i++].size) {
        if (entries[i].kind == ENTRY_BYTES)
            places[entries[i].direction] += entries[i].size;
        else if (!write_note(s, &entries[i], bytes, places))
            return false;
    }
    return true;
}

/* The transaction has succeeded: what it made is so. */
static void conclude(struct store *s, const struct work *w)
{
    for (size_t d = 0; d < DIRECTIONS; d++) {
        const struct outcome *o = &w->outcomes[d];
        struct fresh *fresh = &s->fresh[d];
        queue_drop(&fresh->bytes, o->packed_bytes);
        queue_drop(&fresh->pieces, o->packed_pieces * sizeof(struct piece));
        fresh->offset += o->packed_bytes;
        fresh->kept_bytes = fresh->bytes.count;
        fresh->kept_pieces = piece_count(fresh);
        fresh->rows = o->rows;
        fresh->first_id = o->first_id;
    }
    s->next_chunk = w->next_chunk;
    s->has_session = true;
    s->has_taken = false;
}

static enum hpt_status give_up(struct store *s, struct fault *f)
{
    (void)store_fault(s, f);
    (void)run(s, STORE_ROLLBACK); /* where SQLite has not done so itself */
    return f->status;
}

enum hpt_status store_commit(struct store *s, const struct batch *batch, struct fault *f)
{
    struct work w = {.next_chunk = s->next_chunk};

    if (!s->has_taken && !take(s, batch))
        return fault_input(f, "cannot record to %s: no memory is left; close other programs",
                           s->path);
    s->has_taken = true;
    if (!run(s, STORE_BEGIN) || (!s->has_session && !run(s, STORE_ADD_SESSION)) ||
        !write_fresh(s, FROM_DEVICE, &w) || !write_fresh(s, TO_DEVICE, &w) ||
        !write_notes(s, batch) || !run(s, STORE_COMMIT))
        return give_up(s, f);
    conclude(s, &w);
    return HPT_OK;
}

void store_forget(struct store *s)
{
    s->has_taken = false;
    for (size_t d = 0; d < DIRECTIONS; d++) {
        s->fresh[d].bytes.count = s->fresh[d].kept_bytes;
        s->fresh[d].pieces.count = s->fresh[d].kept_pieces * sizeof(struct piece);
    }
}

enum hpt_status store_end(struct store *s, uint64_t time_us, struct fault *f)
{
    struct work w = {.next_chunk = s->next_chunk};
    sqlite3_stmt *end = s->statements[STORE_END_SESSION];

    store_forget(s);
    (void)sqlite3_bind_int64(end, 1, s->session);
    (void)sqlite3_bind_int64(end, 2, (int64_t)time_us);
    if (!run(s, STORE_BEGIN) || !pack_fresh(s, FROM_DEVICE, true, &w) ||
        !pack_fresh(s, TO_DEVICE, true, &w) || !run(s, STORE_END_SESSION) || !run(s, STORE_COMMIT))
        return give_up(s, f);
    conclude(s, &w);
    /* Pages that small chunks were in: they cost nothing but room. */
    (void)sqlite3_exec(s->db, "PRAGMA incremental_vacuum", NULL, NULL, NULL);
    return HPT_OK;
}
