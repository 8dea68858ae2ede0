/* The file of a recording: what is written comes back, byte for byte and with its times, also while
 * it is being written; and what is damaged is found. */
#include "test.h"

#include "recording/playback.h"
#include "recording/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BYTES = 3 << 20 };

static char path[64];
static char sent[BYTES]; /* by the device */

static int make_path(void **state)
{
    (void)state;
    (void)snprintf(path, sizeof path, "test-recording-%d.hpt", (int)getpid());
    (void)unlink(path);
    return 0;
}

static int remove_path(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char name[80];

    (void)state;
    for (size_t i = 0; i < COUNT(suffixes); i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)unlink(name);
    }
    return 0;
}

static void fill_sent(void)
{
    for (size_t i = 0; i < BYTES; i++)
        sent[i] = (char)(i % 7 == 0 ? rand() % 128 : 'a' + (int)(i / 50 % 26));
}

static void open_store(struct store *s, uint64_t wall_us)
{
    struct fault f = {0};
    const struct recording_about about = {
        .clock = {.wall_us = wall_us}, .heapterm = "test", .input = "board", .baud = 9600};

    if (store_open(s, path, false, &f) != HPT_OK)
        fail_msg("%s", f.message);
    store_begin(s, &about);
}

static void commit(struct store *s, struct batch *batch)
{
    struct fault f = {0};

    if (store_commit(s, batch, &f) != HPT_OK)
        fail_msg("%s", f.message);
    batch_clear(batch);
}

/* The time of the piece that begins at this byte: tells a wrong one. */
static uint64_t time_at(size_t offset)
{
    return 1 + offset * 3;
}

static void add_piece(struct batch *b, size_t offset, size_t size)
{
    const struct entry entry = {
        .kind = ENTRY_BYTES, .direction = FROM_DEVICE, .time_us = time_at(offset), .size = size};

    assert_true(batch_add(b, &entry, sent + offset));
}

static void add_note(struct batch *b, enum note_kind kind, const char *text, uint64_t time_us)
{
    const struct entry entry = {
        .kind = ENTRY_NOTE, .note = kind, .time_us = time_us, .size = strlen(text)};

    assert_true(batch_add(b, &entry, text));
}

static void add_key(struct batch *b, uint64_t time_us)
{
    const struct entry entry = {
        .kind = ENTRY_BYTES, .direction = TO_DEVICE, .time_us = time_us, .size = 3};

    assert_true(batch_add(b, &entry, "key"));
}

/* Takes what is there behind `place`, and checks it. Returns the new place. */
static size_t check_more(struct playback *p, size_t place)
{
    struct fault f = {0};
    enum playback_item item;

    while ((item = playback_peek(p, &f)) == PLAY_BYTES) {
        struct hpt_str bytes = playback_bytes(p);
        assert_true(place + bytes.len <= BYTES);
        assert_memory_equal(bytes.at, sent + place, bytes.len);
        assert_int_equal(playback_time_us(p), time_at(place));
        place += bytes.len;
        playback_take(p);
    }
    if (item == PLAY_FAULT)
        fail_msg("%s", f.message);
    assert_int_equal(item, PLAY_END);
    return place;
}

static void check_all(size_t bytes)
{
    struct playback p;
    struct fault f = {0};

    assert_int_equal(playback_open(&p, path, &f), HPT_OK);
    assert_int_equal(check_more(&p, 0), bytes);
    playback_close(&p);
}

/* Some readers follow, which have read up to different places when small chunks become large. */
static void readers_follow_a_writer(void **state)
{
    enum { READERS = 5 };
    struct store s;
    struct batch batch = {0};
    struct playback readers[READERS];
    size_t places[READERS] = {0};
    size_t done = 0;
    struct fault f = {0};

    (void)state;
    fill_sent();
    open_store(&s, 1000000);
    commit(&s, &batch);
    for (size_t i = 0; i < READERS; i++)
        assert_int_equal(playback_open(&readers[i], path, &f), HPT_OK);
    while (done < BYTES) {
        size_t pieces = (size_t)rand() % 40;
        for (; pieces > 0 && done < BYTES; pieces--) {
            size_t size = 1 + (size_t)rand() % (rand() % 10 == 0 ? 100000 : 300);
            size = size < BYTES - done ? size : BYTES - done;
            add_piece(&batch, done, size);
            done += size;
            if (rand() % 4 == 0)
                add_key(&batch, time_at(done));
        }
        commit(&s, &batch);
        size_t i = (size_t)rand() % READERS;
        places[i] = check_more(&readers[i], places[i]);
        assert_int_equal(places[i], done);
    }
    for (size_t i = 0; i < READERS; i++) {
        assert_int_equal(check_more(&readers[i], places[i]), BYTES);
        playback_close(&readers[i]);
    }
    check_all(BYTES);
    assert_int_equal(store_end(&s, time_at(BYTES), &f), HPT_OK);
    store_close(&s);
    batch_release(&batch);
    check_all(BYTES);
}

static int query(const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    int said = sqlite3_step(statement);
    int value = said == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
    assert_true(said == SQLITE_ROW || said == SQLITE_DONE);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    return value;
}

static void write_some(size_t pieces, size_t size, size_t pieces_a_commit)
{
    struct store s;
    struct batch batch = {0};
    struct fault f = {0};

    open_store(&s, 1000000);
    for (size_t i = 0; i < pieces; i++) {
        add_piece(&batch, i * size, size);
        if ((i + 1) % pieces_a_commit == 0)
            commit(&s, &batch);
    }
    assert_int_equal(store_end(&s, time_at(pieces * size), &f), HPT_OK);
    store_close(&s);
    batch_release(&batch);
}

static void small_chunks_become_few_and_small(void **state)
{
    (void)state;
    fill_sent();
    write_some(2000, 200, 10);
    assert_true(query("SELECT count(*) FROM chunk") <= 5);
    assert_int_equal(query("SELECT sum(count) FROM chunk"), 400000);
    assert_true(query("SELECT sum(length(bytes) + length(pieces)) FROM chunk") < 200000);
    check_all(400000);
}

static void a_trickle_is_packed_too(void **state)
{
    (void)state;
    fill_sent();
    write_some(1200, 2, 1);
    assert_true(query("SELECT count(*) FROM chunk") <= 3);
    check_all(2400);
}

/* Happenings come at their place among the bytes, and the times of a second session run on. */
static void notes_and_sessions_come_in_order(void **state)
{
    static const enum playback_item wanted[] = {PLAY_BYTES, PLAY_NOTE,    PLAY_NOTE, PLAY_BYTES,
                                                PLAY_NOTE,  PLAY_SESSION, PLAY_BYTES};
    static const uint64_t times[] = {1, 40, 50, 31, 77, 5000000, 5000001};
    struct store s;
    struct batch batch = {0};
    struct playback p;
    struct fault f = {0};

    (void)state;
    open_store(&s, 1000000);
    add_piece(&batch, 0, 10);
    add_note(&batch, NOTE_LOST, "gone", 40);
    add_note(&batch, NOTE_BACK, "back", 50);
    add_piece(&batch, 10, 10);
    add_note(&batch, NOTE_MARK, "here", 77);
    commit(&s, &batch);
    assert_int_equal(store_end(&s, 3000000, &f), HPT_OK);
    store_close(&s);
    open_store(&s, 6000000);
    add_piece(&batch, 0, 10);
    commit(&s, &batch);
    store_close(&s);
    batch_release(&batch);

    assert_int_equal(playback_open(&p, path, &f), HPT_OK);
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_int_equal(playback_peek(&p, &f), wanted[i]);
        assert_int_equal(playback_time_us(&p), times[i]);
        playback_take(&p);
    }
    assert_int_equal(playback_peek(&p, &f), PLAY_END);
    playback_close(&p);
}

/* A commit that fails changes nothing, and the same batch can be tried again. */
static void a_failed_commit_can_be_repeated(void **state)
{
    struct store s;
    struct batch batch = {0};
    struct fault f = {0};
    sqlite3 *other = NULL;

    (void)state;
    fill_sent();
    open_store(&s, 1000000);
    add_piece(&batch, 0, 1000);
    commit(&s, &batch);
    (void)sqlite3_busy_timeout(s.db, 1);
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    add_piece(&batch, 1000, 200000);
    for (size_t i = 0; i < 3; i++)
        assert_int_not_equal(store_commit(&s, &batch, &f), HPT_OK);
    check_all(1000);
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(other);
    commit(&s, &batch);
    add_piece(&batch, 201000, 5);
    commit(&s, &batch);
    store_forget(&s); /* nothing is left to give up */
    store_close(&s);
    batch_release(&batch);
    check_all(201005);
}

/* The sentence with which reading ends, after `bytes` good ones. */
static void check_damage(const char *sql, size_t bytes, const char *sentence)
{
    struct playback p;
    struct fault f = {0};
    size_t place = 0;

    (void)query(sql);
    if (playback_open(&p, path, &f) == HPT_OK) {
        while (playback_peek(&p, &f) == PLAY_BYTES) {
            place += playback_bytes(&p).len;
            playback_take(&p);
        }
        assert_int_equal(playback_peek(&p, &f), PLAY_FAULT);
    }
    assert_int_equal(place, bytes);
    assert_int_not_equal(f.status, HPT_OK);
    if (strstr(f.message, sentence) == NULL)
        fail_msg("%s", f.message);
    playback_close(&p);
}

static const struct damage {
    const char *name;
    const char *sql;
    const char *sentence;
} damages[] = {
    {"a chunk is missing", "DELETE FROM chunk", "are not in it"},
    {"packed bytes are changed", "UPDATE chunk SET bytes = zeroblob(length(bytes))",
     "do not say a size"},
    {"packed bytes are cut short", "UPDATE chunk SET bytes = substr(bytes, 1, length(bytes) / 2)",
     "cannot be unpacked"},
    {"pieces are of another chunk",
     "UPDATE chunk SET codec = 0, count = 1, bytes = 'x', pieces = x'0002'", "pieces do not fit"},
    {"the count is too large", "UPDATE chunk SET count = 1 << 40",
     "a number of bytes that cannot be"},
    {"the count is negative", "UPDATE chunk SET count = -5", "a number of bytes that cannot be"},
    {"the count is another", "UPDATE chunk SET count = count - 1", "not as many bytes"},
    {"the codec is not known", "UPDATE chunk SET codec = 9", "not known"},
    {"the last time is another", "UPDATE chunk SET last_us = last_us + 1", "do not fit its times"},
    {"bytes are text", "UPDATE chunk SET bytes = 'hello'", "do not say a size"},
    {"bytes are empty", "UPDATE chunk SET bytes = x''", "do not say a size"},
};

static void damage_is_found(void **state)
{
    const struct damage *d = *state;
    char sql[256];

    fill_sent();
    write_some(2000, 200, 200);
    int second = query("SELECT id FROM chunk ORDER BY id LIMIT 1 OFFSET 1");
    size_t bytes = (size_t)query("SELECT count FROM chunk ORDER BY id LIMIT 1");
    (void)snprintf(sql, sizeof sql, "%s WHERE id = %d", d->sql, second);
    check_damage(sql, bytes, d->sentence);
}

static void tables_that_are_not_there_are_found(void **state)
{
    (void)state;
    write_some(1, 10, 1);
    check_damage("DROP TABLE note", 0, "its tables are not there");
}

/* A view under the name of a table would run what its author wants. */
static void a_view_is_no_table(void **state)
{
    (void)state;
    write_some(1, 10, 1);
    (void)query("DROP TABLE note");
    check_damage("CREATE VIEW note AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                 "n) SELECT i AS id FROM n",
                 0, "its tables are not there");
}

int main(void)
{
    struct CMUnitTest tests[32] = {
        cmocka_unit_test_setup_teardown(readers_follow_a_writer, make_path, remove_path),
        cmocka_unit_test_setup_teardown(small_chunks_become_few_and_small, make_path, remove_path),
        cmocka_unit_test_setup_teardown(a_trickle_is_packed_too, make_path, remove_path),
        cmocka_unit_test_setup_teardown(notes_and_sessions_come_in_order, make_path, remove_path),
        cmocka_unit_test_setup_teardown(a_failed_commit_can_be_repeated, make_path, remove_path),
        cmocka_unit_test_setup_teardown(tables_that_are_not_there_are_found, make_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(a_view_is_no_table, make_path, remove_path),
    };
    size_t count = 7;

    for (size_t i = 0; i < COUNT(damages); i++)
        tests[count++] = (struct CMUnitTest){.name = damages[i].name,
                                             .test_func = damage_is_found,
                                             .setup_func = make_path,
                                             .teardown_func = remove_path,
                                             .initial_state = (void *)(uintptr_t)&damages[i]};
    return _cmocka_run_group_tests("recording", tests, count, NULL, NULL);
}
