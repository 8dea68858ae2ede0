#include "io/output_file.h"
#include "recording/schema.h"
#include "recording/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MS = 2000 /* a reader locks for moments only */ };

static const char *const statements[STORE_STATEMENTS] = {
    [STORE_BEGIN] = "BEGIN IMMEDIATE",
    [STORE_COMMIT] = "COMMIT",
    [STORE_ROLLBACK] = "ROLLBACK",
    [STORE_ADD_SESSION] =
        "INSERT INTO session(id, start_us, zone_s, heapterm, input, board, baud, framing, flow,"
        " build_id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [STORE_END_SESSION] = "UPDATE session SET end_us = ?2 WHERE id = ?1",
    [STORE_ADD_CHUNK] =
        "INSERT INTO chunk(id, session, direction, first_us, last_us, offset, count, codec, pieces,"
        " bytes) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [STORE_DROP_CHUNKS] = "DELETE FROM chunk WHERE id >= ?1 AND session = ?2 AND direction = ?3",
    [STORE_ADD_NOTE] =
        "INSERT INTO note(session, time_us, kind, received, sent, missed, direction, text)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
};

enum hpt_status store_fault(const struct store *s, struct fault *f)
{
    int said = sqlite3_errcode(s->db);
    int error = said == SQLITE_IOERR || said == SQLITE_CANTOPEN ? s->error : 0;

    if (said == SQLITE_FULL || error == ENOSPC || error == EDQUOT)
        return fault_input(f, "cannot record to %s: the disk is full; make room on it", s->path);
    if (error == EFBIG)
        return fault_input(f,
                           "cannot record to %s: it may not become larger; raise the limit of the "
                           "size of files, ulimit -f",
                           s->path);
    if (said == SQLITE_CORRUPT || said == SQLITE_NOTADB)
        return fault_input(f, "cannot record to %s: the file is damaged; give another name",
                           s->path);
    if (error != 0) {
        errno = error;
        (void)fault_system(f, "record to %s", s->path);
    } else {
        (void)fault_input(f, "cannot record to %s: %s", s->path, sqlite3_errmsg(s->db));
    }
    return fault_hint(f, "check the disk it is on");
}

/* The lock is flock's, which SQLite does not use: the two do not meet. */
static enum hpt_status lock(struct store *s, bool must_be_new, struct fault *f)
{
    s->lock = output_file_open(s->path, must_be_new, &s->is_made, f);
    if (s->lock < 0)
        return f->status;
    if (flock(s->lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return HPT_OK;
    return fault_input(f, "%s is being recorded to by another heapterm; give another name",
                       s->path);
}

static enum hpt_status look(struct store *s, struct fault *f)
{
    switch (file_kind_of(s->lock)) {
    case FILE_EMPTY:
    case FILE_RECORDING:
        return HPT_OK;
    case FILE_NEWER:
        return fault_newer(f, s->path);
    case FILE_OTHER:
        break;
    }
    return fault_input(f, "%s is there already and is no recording; give another name", s->path);
}

/* SQLite opens by name. A link that leads to it would hide the write-ahead log from readers that
 * come by another way, so the name is resolved. */
static bool open_database(struct store *s)
{
    struct stat there, ours;
    char *real = realpath(s->path, NULL);
    int said = real == NULL ? SQLITE_CANTOPEN
                            : sqlite3_open_v2(real, &s->db,
                                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    s->error = errno;
    bool is_same = said == SQLITE_OK && stat(real, &there) == 0 && fstat(s->lock, &ours) == 0 &&
                   there.st_dev == ours.st_dev && there.st_ino == ours.st_ino;

    free(real);
    return is_same && sqlite3_busy_timeout(s->db, BUSY_MS) == SQLITE_OK;
}

static bool execute(struct store *s, const char *sql)
{
    errno = 0;
    bool is_good = sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK;
    s->error = errno;
    return is_good;
}

/* synchronous = FULL: a commit is on the disk when it returns. secure_delete, which Debian turns
 * on, would write zeros over every small chunk that is packed. */
static bool set_up(struct store *s)
{
    return (file_kind_of(s->lock) != FILE_EMPTY || execute(s, schema_sql)) &&
           execute(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA secure_delete = OFF; PRAGMA journal_size_limit = 8388608;"
                      "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
}

static bool number_of(struct store *s, const char *sql, int64_t *number)
{
    sqlite3_stmt *statement = NULL;
    bool is_good = sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) == SQLITE_OK &&
                   sqlite3_step(statement) == SQLITE_ROW;

    if (is_good)
        *number = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return is_good;
}

static bool prepare(struct store *s)
{
    for (size_t i = 0; i < STORE_STATEMENTS; i++)
        if (sqlite3_prepare_v3(s->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &s->statements[i], NULL) != SQLITE_OK)
            return false;
    return number_of(s, "SELECT coalesce(max(id), 0) + 1 FROM session", &s->session) &&
           number_of(s, "SELECT coalesce(max(id), 0) + 1 FROM chunk", &s->next_chunk);
}

enum hpt_status store_open(struct store *s, const char *path, bool must_be_new, struct fault *f)
{
    *s = (struct store){.path = path, .lock = -1};
    if (lock(s, must_be_new, f) != HPT_OK || look(s, f) != HPT_OK)
        return f->status;
    return open_database(s) && set_up(s) && prepare(s) ? HPT_OK : store_fault(s, f);
}

/* Closing any descriptor of a file drops the locks of SQLite on it: so ours is closed last. */
void store_close(struct store *s)
{
    for (size_t i = 0; i < STORE_STATEMENTS; i++)
        (void)sqlite3_finalize(s->statements[i]);
    (void)sqlite3_close(s->db);
    if (s->is_made && !s->has_session)
        (void)unlink(s->path);
    if (s->lock >= 0)
        (void)close(s->lock);
    for (size_t d = 0; d < DIRECTIONS; d++) {
        queue_release(&s->fresh[d].bytes);
        queue_release(&s->fresh[d].pieces);
    }
    queue_release(&s->numbers);
    packer_release(&s->packer);
}
