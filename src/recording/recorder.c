#include "recording/recorder.h"
#include "base/plural.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    GATHER_MS = 100, /* so long a commit waits for more to write with it */
    WITHIN_MS = 150, /* so long after it came the first of it shall be on the disk */
    HURRY = 2 << 20, /* so much memory in use does not wait */
    MOST = 32 << 20, /* more is not kept waiting for the disk */
    AGAIN_MS = 1000  /* after a failure */
};

struct recorder {
    struct store store; /* the thread's, while it runs */
    struct recorder_client client;
    uv_thread_t thread;
    uv_async_t async; /* there is news */
    bool has_async;
    bool is_started;
    uint64_t last_us[DIRECTIONS];
    uv_mutex_t mutex; /* of what follows */
    uv_cond_t cond;   /* there is something to write, or much, or the end has come */
    struct batch waiting;
    uint64_t first_ns; /* when the first of it came */
    uint64_t missed;   /* bytes that will never be in the recording */
    uint64_t end_us;
    bool is_ending;
    bool has_news;
    char news[sizeof((struct fault *)NULL)->message + 64];
    struct fault fault; /* the last failure to write */
};

static void tell(struct recorder *r, const char *news)
{
    uv_mutex_lock(&r->mutex);
    (void)snprintf(r->news, sizeof r->news, "%s", news);
    r->has_news = true;
    uv_mutex_unlock(&r->mutex);
    (void)uv_async_send(&r->async);
}

static void on_news(uv_async_t *async)
{
    struct recorder *r = async->data;
    char news[sizeof r->news];

    uv_mutex_lock(&r->mutex);
    bool has_news = r->has_news;
    memcpy(news, r->news, sizeof news);
    r->has_news = false;
    uv_mutex_unlock(&r->mutex);
    if (has_news)
        r->client.news(r->client.self, news);
}

/* False when the end came first. */
static bool rest(struct recorder *r)
{
    uint64_t end = uv_hrtime() + (uint64_t)AGAIN_MS * 1000000;

    uv_mutex_lock(&r->mutex);
    for (uint64_t now = uv_hrtime(); !r->is_ending && now < end; now = uv_hrtime())
        (void)uv_cond_timedwait(&r->cond, &r->mutex, end - now);
    bool is_ending = r->is_ending;
    uv_mutex_unlock(&r->mutex);
    return !is_ending;
}

static void tell_failure(struct recorder *r, const struct fault *f)
{
    char news[sizeof r->news];

    (void)snprintf(news, sizeof news, "%s; what was recorded stays, and it is tried again",
                   f->message);
    tell(r, news);
}

/* The end has come, and the disk does not take what is left. */
static void miss(struct recorder *r, const struct batch *batch)
{
    store_forget(&r->store);
    uv_mutex_lock(&r->mutex);
    r->missed += batch->received + batch->sent + r->waiting.received + r->waiting.sent;
    batch_clear(&r->waiting);
    uv_mutex_unlock(&r->mutex);
}

/* Until the disk has it, or it is the end. */
static void write_batch(struct recorder *r, struct batch *batch)
{
    struct fault f = {0};
    bool has_failed = false;
    bool goes_on = true;

    while (store_commit(&r->store, batch, &f) != HPT_OK) {
        if (!has_failed)
            tell_failure(r, &f);
        has_failed = true;
        uv_mutex_lock(&r->mutex);
        r->fault = f;
        uv_mutex_unlock(&r->mutex);
        if (!goes_on) {
            miss(r, batch);
            has_failed = false;
            break;
        }
        goes_on = rest(r);
    }
    if (has_failed)
        tell(r, "the recording goes on");
    batch_clear(batch);
}

/* Waits for something to write and for more of it, and takes it. False at the end: *batch is then
 * the last. `cost_ms` is what the last commit took. */
static bool gather(struct recorder *r, struct batch *batch, uint64_t cost_ms)
{
    const struct batch empty = *batch;
    uint64_t patience = cost_ms >= WITHIN_MS ? 0 : WITHIN_MS - cost_ms;

    if (patience > GATHER_MS)
        patience = GATHER_MS;
    uv_mutex_lock(&r->mutex);
    while (batch_weight(&r->waiting) == 0 && !r->is_ending)
        uv_cond_wait(&r->cond, &r->mutex);
    uint64_t due = r->first_ns + patience * 1000000;
    for (uint64_t now = uv_hrtime(); now < due; now = uv_hrtime()) {
        if (r->is_ending || batch_weight(&r->waiting) >= HURRY)
            break;
        (void)uv_cond_timedwait(&r->cond, &r->mutex, due - now);
    }
    *batch = r->waiting;
    r->waiting = empty;
    bool goes_on = !r->is_ending;
    uv_mutex_unlock(&r->mutex);
    return goes_on;
}

static void work(void *self)
{
    struct recorder *r = self;
    struct batch batch = {0};
    bool goes_on = true;

    write_batch(r, &batch); /* the session's row */
    for (uint64_t cost_ms = 0; goes_on;) {
        goes_on = gather(r, &batch, cost_ms);
        uint64_t start = uv_hrtime();
        write_batch(r, &batch);
        cost_ms = (uv_hrtime() - start) / 1000000;
    }
    batch_release(&batch);
}

struct recorder *recorder_open(const char *path, bool must_be_new, struct fault *f)
{
    struct recorder *r = calloc(1, sizeof *r);

    if (r == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    if (store_open(&r->store, path, must_be_new, f) == HPT_OK)
        return r;
    store_close(&r->store);
    free(r);
    return NULL;
}

enum hpt_status recorder_start(struct recorder *r, uv_loop_t *loop,
                               const struct recording_about *about,
                               const struct recorder_client *client, struct fault *f)
{
    r->client = *client;
    store_begin(&r->store, about);
    if (uv_mutex_init(&r->mutex) != 0)
        return fault_memory(f);
    if (uv_cond_init(&r->cond) != 0) {
        uv_mutex_destroy(&r->mutex);
        return fault_memory(f);
    }
    r->async.data = r;
    r->has_async = uv_async_init(loop, &r->async, on_news) == 0;
    if (r->has_async)
        uv_unref((uv_handle_t *)&r->async);
    r->is_started = r->has_async && uv_thread_create(&r->thread, work, r) == 0;
    if (r->is_started)
        return HPT_OK;
    uv_cond_destroy(&r->cond);
    uv_mutex_destroy(&r->mutex);
    return fault_memory(f);
}

/* The mutex is held. False when there is no room; for a note, which is small, there always is. */
static bool add(struct recorder *r, const struct entry *entry, const char *bytes)
{
    size_t weight = batch_weight(&r->waiting);
    bool is_first = weight == 0;

    if (entry->kind == ENTRY_BYTES && weight + entry->size > MOST)
        return false;
    if (!batch_add(&r->waiting, entry, bytes))
        return false;
    if (is_first)
        r->first_ns = uv_hrtime();
    if (is_first || batch_weight(&r->waiting) >= HURRY)
        uv_cond_signal(&r->cond);
    return true;
}

void recorder_add(struct recorder *r, enum direction direction, const char *bytes, size_t size,
                  uint64_t time_us)
{
    struct entry entry = {.kind = ENTRY_BYTES, .direction = direction};

    if (time_us < r->last_us[direction])
        time_us = r->last_us[direction];
    r->last_us[direction] = time_us;
    entry.time_us = time_us;
    uv_mutex_lock(&r->mutex);
    for (; size > 0; bytes += entry.size, size -= entry.size) {
        entry.size = size < PIECE_MOST ? size : PIECE_MOST;
        if (add(r, &entry, bytes))
            continue;
        r->missed += entry.size;
        (void)batch_add_missed(&r->waiting, direction, time_us, entry.size);
    }
    uv_mutex_unlock(&r->mutex);
}

void recorder_note(struct recorder *r, enum note_kind kind, const char *text, uint64_t time_us)
{
    const struct entry entry = {
        .kind = ENTRY_NOTE, .note = kind, .time_us = time_us, .size = strlen(text)};

    uv_mutex_lock(&r->mutex);
    (void)add(r, &entry, text);
    uv_mutex_unlock(&r->mutex);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

/* The session's end, and whether all went well. */
static void conclude(struct recorder *r, uint64_t time_us, struct fault *f)
{
    struct fault last = {0};

    uv_mutex_lock(&r->mutex);
    r->is_ending = true;
    uv_cond_signal(&r->cond);
    uv_mutex_unlock(&r->mutex);
    (void)uv_thread_join(&r->thread);
    uv_cond_destroy(&r->cond);
    uv_mutex_destroy(&r->mutex);
    batch_release(&r->waiting);
    bool is_ended = store_end(&r->store, time_us, &last) == HPT_OK;
    if (f->status != HPT_OK)
        return;
    if (r->missed > 0 && r->fault.status != HPT_OK)
        (void)fault_input(f, "%s lacks %llu byte%s of this session: %s", r->store.path,
                          (unsigned long long)r->missed, plural(r->missed), r->fault.message);
    else if (r->missed > 0)
        (void)fault_input(
            f,
            "%s lacks %llu byte%s of this session, as the disk was too slow; record to "
            "a faster one",
            r->store.path, (unsigned long long)r->missed, plural(r->missed));
    else if (!is_ended)
        *f = last;
}

void recorder_close(struct recorder *r, uint64_t time_us, struct fault *f)
{
    if (r->is_started)
        conclude(r, time_us, f);
    store_close(&r->store);
    if (r->has_async)
        uv_close((uv_handle_t *)&r->async, on_closed);
    else
        free(r);
}
