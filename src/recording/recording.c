#include "recording/recording.h"

#include <errno.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum query { GET_SESSION, GET_NOTE, GET_CHUNK, GET_SUMS, QUERIES };

static const char *const queries[QUERIES] = {
    [GET_SESSION] = "SELECT id, start_us, zone_s, end_us, baud, heapterm, input, board, framing,"
                    " flow, build_id FROM session WHERE id > ?1 ORDER BY id LIMIT 1",
    [GET_NOTE] = "SELECT id, session, time_us, received, sent, missed, direction, kind, text"
                 " FROM note WHERE id > ?1 AND session = ?2 ORDER BY id LIMIT 1",
    [GET_CHUNK] = "SELECT id, first_us, last_us, offset, count, codec, pieces, bytes"
                  " FROM chunk WHERE id > ?1 AND session = ?2 AND direction = ?3"
                  " ORDER BY id LIMIT 1",
    [GET_SUMS] = "SELECT count(*), sum(count), sum(length(pieces) + length(bytes)), max(last_us)"
                 " FROM chunk WHERE (?1 = 0 OR session = ?1) AND direction = ?2",
};

enum { NOTE_TEXT = 6, TEXTS }; /* behind those of a session */

struct recording {
    const char *path;
    sqlite3 *db;
    bool lacks_tables;
    sqlite3_stmt *queries[QUERIES];
    struct packer packer;
    char *texts[TEXTS]; /* of the rows read last */
};

enum {
    BUSY_MS = 2000,
    LENGTH_MOST = 16 << 20 /* of any value: a damaged file cannot ask for more memory */
};

static enum hpt_status fault_damaged(const struct recording *r, struct fault *f, const char *what)
{
    return fault_input(f,
                       "%s is damaged: %s; what could be read before was read, and sqlite3 FILE "
                       ".recover may find more",
                       r->path, what);
}

static enum hpt_status fault_database(const struct recording *r, struct fault *f)
{
    switch (sqlite3_errcode(r->db)) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:
    case SQLITE_ERROR: /* a table or a column is not there */
        return fault_damaged(r, f, sqlite3_errmsg(r->db));
    case SQLITE_NOMEM:
        return fault_input(f, "cannot read %s: no memory is left; close other programs", r->path);
    default:
        break;
    }
    errno = sqlite3_system_errno(r->db);
    if (errno != 0)
        (void)fault_system(f, "read %s", r->path);
    else
        (void)fault_input(f, "cannot read %s: %s", r->path, sqlite3_errmsg(r->db));
    return fault_hint(f, "check the disk it is on");
}

/* Tables, and no views, virtual tables or triggers that would run somebody's program. */
static bool has_tables(struct recording *r)
{
    static const char sql[] = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND "
                              "rootpage > 0 AND name IN ('session', 'note', 'chunk')";
    sqlite3_stmt *statement = NULL;
    bool is_read = sqlite3_prepare_v2(r->db, sql, -1, &statement, NULL) == SQLITE_OK &&
                   sqlite3_step(statement) == SQLITE_ROW;

    r->lacks_tables = is_read && sqlite3_column_int(statement, 0) != 3;
    (void)sqlite3_finalize(statement);
    return is_read && !r->lacks_tables;
}

static bool set_up(struct recording *r, const char *locking)
{
    (void)sqlite3_busy_timeout(r->db, BUSY_MS);
    (void)sqlite3_limit(r->db, SQLITE_LIMIT_LENGTH, LENGTH_MOST);
    (void)sqlite3_db_config(r->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return sqlite3_exec(r->db, locking, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_exec(r->db, "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON", NULL, NULL,
                        NULL) == SQLITE_OK &&
           has_tables(r);
}

static bool is_there(const char *path, const char *suffix)
{
    char name[PATH_MAX + 8];
    int size = snprintf(name, sizeof name, "%s%s", path, suffix);

    return size > 0 && (size_t)size < sizeof name && access(name, F_OK) == 0;
}

/* A file that nobody writes, and that has no write-ahead log: SQLite needs to be told so, as it
 * could not make the log. It reads that in the form of an address. */
static bool open_unchanging(struct recording *r, const char *real)
{
    char address[3 * PATH_MAX + 32] = "file:";
    size_t used = strlen(address);

    for (; *real != '\0'; real++)
        used += (size_t)snprintf(address + used, sizeof address - used,
                                 *real == '?' || *real == '#' || *real == '%' ? "%%%02x" : "%c",
                                 (unsigned char)*real);
    (void)snprintf(address + used, sizeof address - used, "?immutable=1");
    return sqlite3_open_v2(address, &r->db,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
                           NULL) == SQLITE_OK &&
           set_up(r, "");
}

static bool open_way(struct recording *r, const char *real, int flags, const char *vfs,
                     const char *locking)
{
    return sqlite3_open_v2(real, &r->db, flags | SQLITE_OPEN_NOMUTEX, vfs) == SQLITE_OK &&
           set_up(r, locking);
}

/* Without the right to write, there are three cases. Somebody has made the file through which
 * programs share the write-ahead log: it is shared with him. Nobody has, and there is a log: a
 * writer was killed, and the log is read alone, without locks. There is no log: then there is
 * nothing to share. The last two leave no files behind, which could be in a writer's way. */
static bool open_to_read(struct recording *r, const char *real)
{
    if (is_there(real, "-shm"))
        return open_way(r, real, SQLITE_OPEN_READONLY, NULL, "");
    if (is_there(real, "-wal"))
        return open_way(r, real, SQLITE_OPEN_READONLY, "unix-none",
                        "PRAGMA locking_mode = EXCLUSIVE");
    return open_unchanging(r, real);
}

/* With the right to write, SQLite tidies up at the end: what a writer that was killed has left in
 * the log goes into the file. */
static bool open_database(struct recording *r)
{
    char *real = realpath(r->path, NULL);
    bool is_open = false;

    if (real == NULL)
        return false;
    if (access(real, W_OK) == 0)
        is_open = open_way(r, real, SQLITE_OPEN_READWRITE, NULL, "");
    bool tries_again =
        r->db == NULL ||
        (!is_open && !r->lacks_tables &&
         (sqlite3_errcode(r->db) == SQLITE_CANTOPEN || sqlite3_errcode(r->db) == SQLITE_READONLY));
    if (tries_again) {
        (void)sqlite3_close(r->db);
        r->db = NULL;
        is_open = open_to_read(r, real);
    }
    free(real);
    return is_open;
}

static bool prepare(struct recording *r)
{
    for (size_t i = 0; i < QUERIES; i++)
        if (sqlite3_prepare_v3(r->db, queries[i], -1, SQLITE_PREPARE_PERSISTENT, &r->queries[i],
                               NULL) != SQLITE_OK)
            return false;
    return true;
}

struct recording *recording_open(const char *path, struct fault *f)
{
    struct recording *r = calloc(1, sizeof *r);

    if (r == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    r->path = path;
    if (file_kind_at(path) == FILE_NEWER)
        (void)fault_newer(f, path);
    else if (open_database(r) && prepare(r))
        return r;
    else if (r->db == NULL)
        (void)fault_system(f, "open %s", path);
    else if (r->lacks_tables)
        (void)fault_damaged(r, f, "its tables are not there");
    else
        (void)fault_database(r, f);
    recording_close(r);
    return NULL;
}

void recording_close(struct recording *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < QUERIES; i++)
        (void)sqlite3_finalize(r->queries[i]);
    (void)sqlite3_close(r->db);
    for (size_t i = 0; i < TEXTS; i++)
        free(r->texts[i]);
    unpacker_release(&r->packer);
    free(r);
}

/* The next row of a query that is bound. Its columns hold until the query is reset. */
static enum row step(struct recording *r, enum query which, struct fault *f)
{
    int said = sqlite3_step(r->queries[which]);

    if (said == SQLITE_ROW)
        return ROW_THERE;
    if (said != SQLITE_DONE)
        (void)fault_database(r, f);
    (void)sqlite3_reset(r->queries[which]);
    return said == SQLITE_DONE ? ROW_NONE : ROW_FAULT;
}

static uint64_t number(sqlite3_stmt *q, int column)
{
    sqlite3_int64 value = sqlite3_column_int64(q, column);

    return value > 0 ? (uint64_t)value : 0;
}

/* A copy of the column's text, which holds when the query is reset; NULL for NULL. */
static bool keep_text(struct recording *r, enum query which, int column, size_t place,
                      const char **text)
{
    const unsigned char *there = sqlite3_column_text(r->queries[which], column);

    free(r->texts[place]);
    r->texts[place] = there != NULL ? strdup((const char *)there) : NULL;
    *text = r->texts[place];
    return there == NULL || r->texts[place] != NULL;
}

static enum row done(struct recording *r, enum query which, bool has_memory, struct fault *f)
{
    (void)sqlite3_reset(r->queries[which]);
    if (has_memory)
        return ROW_THERE;
    (void)fault_memory(f);
    return ROW_FAULT;
}

enum row recording_session(struct recording *r, int64_t after, struct session_row *row,
                           struct fault *f)
{
    sqlite3_stmt *q = r->queries[GET_SESSION];
    const char **texts[] = {&row->heapterm, &row->input, &row->board,
                            &row->framing,  &row->flow,  &row->build_id};
    bool has_memory = true;

    (void)sqlite3_bind_int64(q, 1, after);
    enum row there = step(r, GET_SESSION, f);
    if (there != ROW_THERE)
        return there;
    row->id = sqlite3_column_int64(q, 0);
    row->start_us = number(q, 1);
    row->zone_s = sqlite3_column_int(q, 2);
    row->has_end = sqlite3_column_type(q, 3) != SQLITE_NULL;
    row->end_us = number(q, 3);
    row->baud = (uint32_t)number(q, 4);
    for (size_t i = 0; i < COUNT(texts); i++)
        has_memory = keep_text(r, GET_SESSION, 5 + (int)i, i, texts[i]) && has_memory;
    return done(r, GET_SESSION, has_memory, f);
}

enum row recording_note(struct recording *r, int64_t session, int64_t after, struct note_row *row,
                        struct fault *f)
{
    sqlite3_stmt *q = r->queries[GET_NOTE];

    (void)sqlite3_bind_int64(q, 1, after);
    (void)sqlite3_bind_int64(q, 2, session);
    enum row there = step(r, GET_NOTE, f);
    if (there != ROW_THERE)
        return there;
    const char *kind = (const char *)sqlite3_column_text(q, 7);
    *row = (struct note_row){.id = sqlite3_column_int64(q, 0),
                             .session = sqlite3_column_int64(q, 1),
                             .kind = note_named(kind != NULL ? kind : ""),
                             .time_us = number(q, 2),
                             .places = {number(q, 3), number(q, 4)},
                             .missed = number(q, 5),
                             .direction = number(q, 6) == 0 ? FROM_DEVICE : TO_DEVICE};
    bool has_memory = keep_text(r, GET_NOTE, 8, NOTE_TEXT, &row->text);
    if (row->text == NULL)
        row->text = "";
    return done(r, GET_NOTE, has_memory, f);
}

enum row recording_chunk(struct recording *r, int64_t session, enum direction direction,
                         int64_t after, struct chunk *chunk, struct fault *f)
{
    sqlite3_stmt *q = r->queries[GET_CHUNK];
    char what[128];

    (void)sqlite3_bind_int64(q, 1, after);
    (void)sqlite3_bind_int64(q, 2, session);
    (void)sqlite3_bind_int(q, 3, (int)direction);
    enum row there = step(r, GET_CHUNK, f);
    if (there != ROW_THERE)
        return there;
    *chunk = (struct chunk){.id = sqlite3_column_int64(q, 0),
                            .session = session,
                            .direction = direction,
                            .first_us = number(q, 1),
                            .last_us = number(q, 2),
                            .offset = number(q, 3),
                            .count = number(q, 4),
                            .codec = sqlite3_column_int(q, 5)};
    chunk->pieces.at = sqlite3_column_blob(q, 6);
    chunk->pieces.len = (size_t)sqlite3_column_bytes(q, 6);
    chunk->bytes.at = sqlite3_column_blob(q, 7);
    chunk->bytes.len = (size_t)sqlite3_column_bytes(q, 7);
    const char *wrong = chunk_unpack(&r->packer, chunk);
    (void)sqlite3_reset(q);
    if (wrong == NULL)
        return ROW_THERE;
    (void)snprintf(what, sizeof what, "chunk %lld cannot be used (%s)", (long long)chunk->id,
                   wrong);
    (void)fault_damaged(r, f, what);
    return ROW_FAULT;
}

enum hpt_status recording_sums(struct recording *r, int64_t session, enum direction direction,
                               struct chunk_sums *sums, struct fault *f)
{
    sqlite3_stmt *q = r->queries[GET_SUMS];

    (void)sqlite3_bind_int64(q, 1, session);
    (void)sqlite3_bind_int(q, 2, (int)direction);
    if (step(r, GET_SUMS, f) != ROW_THERE)
        return f->status;
    *sums = (struct chunk_sums){number(q, 0), number(q, 1), number(q, 2), number(q, 3)};
    (void)sqlite3_reset(q);
    return HPT_OK;
}
