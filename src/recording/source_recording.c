#include "recording/source_recording.h"

#include "recording/playback.h"

#include <stdlib.h>

/* In one turn of the loop, so that Ctrl-C is heard at once. */
enum { TURN = 256 * 1024 };

struct play {
    struct source base;
    struct playback playback;
    struct play_options options;
    bool reading;
    bool is_held;
    bool ended; /* the client has been told, or does not want to know */
    size_t open_handles;
    uint64_t anchor_ns; /* our clock when the recording's was at */
    uint64_t anchor_us;
    uv_idle_t idle; /* there is something to give now */
    uv_timer_t due; /* there will be */
};

static void go_on(struct play *p);

static bool is_paced(const struct play *p)
{
    return p->options.speed > 0;
}

/* The recording's clock, as it is played. */
static uint64_t now_us(const struct play *p)
{
    double passed_us = (double)(uv_hrtime() - p->anchor_ns) / 1000;

    return p->anchor_us + (p->is_held ? 0 : (uint64_t)(passed_us * p->options.speed));
}

static void set_anchor(struct play *p, uint64_t time_us)
{
    p->anchor_us = time_us;
    p->anchor_ns = uv_hrtime();
}

/* Microseconds of the recording until the item is due. */
static uint64_t wait_us(struct play *p, uint64_t time_us)
{
    uint64_t now = is_paced(p) ? now_us(p) : 0;

    if (!is_paced(p) || time_us <= now || time_us < p->options.from_us)
        return 0;
    if (p->options.max_pause_us > 0 && time_us - now > p->options.max_pause_us) {
        set_anchor(p, time_us - p->options.max_pause_us);
        return p->options.max_pause_us;
    }
    return time_us - now;
}

static void end(struct play *p, enum source_end how)
{
    if (p->ended)
        return;
    p->ended = true;
    go_on(p);
    p->base.client.end(p->base.client.self, how, &p->base.fault);
}

static void link_state(struct play *p, enum source_link link, const char *news)
{
    if (!p->ended)
        source_tell_link(&p->base, link, news);
}

static void give_note(struct play *p)
{
    const struct note_row *note = &p->playback.note;

    if (note->kind == NOTE_MARK && p->base.client.mark != NULL)
        p->base.client.mark(p->base.client.self, note->text);
    else if (note->kind == NOTE_LOST)
        link_state(p, LINK_LOST, note->text);
    else if (note->kind == NOTE_BACK)
        link_state(p, LINK_BACK, note->text);
    else if (note->kind == NOTE_MISSED && note->direction == FROM_DEVICE) {
        link_state(p, LINK_LOST, "bytes are missing here: the disk did not take them");
        link_state(p, LINK_BACK, "the recording goes on");
    }
}

/* The time between two sessions is not waited for: nothing was recorded in it. */
static void give_session(struct play *p)
{
    link_state(p, LINK_LOST, "the recording was ended here");
    link_state(p, LINK_BACK, "the recording was taken up again");
}

static bool is_beyond(const struct play *p, uint64_t time_us)
{
    return p->options.until_us > 0 && time_us > p->options.until_us;
}

/* Gives the pieces that are due now and at hand, up to `TURN` bytes. */
static void give_bytes(struct play *p)
{
    uint64_t next_us;
    size_t given = 0;

    do {
        const struct hpt_str bytes = playback_bytes(&p->playback);
        uint64_t time_us = playback_time_us(&p->playback);
        given += bytes.len;
        p->base.taken += bytes.len;
        p->base.more = given < TURN && playback_follows(&p->playback, &next_us) &&
                       !is_beyond(p, next_us) && wait_us(p, next_us) == 0;
        playback_take(&p->playback);
        p->base.client.data(p->base.client.self, bytes.at, bytes.len, time_us);
    } while (p->base.more && p->reading && !p->ended && !p->is_held &&
             playback_peek(&p->playback, &p->base.fault) == PLAY_BYTES);
    p->base.more = false;
}

static void finish(struct play *p, enum playback_item item)
{
    if (item == PLAY_FAULT) {
        end(p, SOURCE_FAILED);
    } else if (p->base.taken == 0 && item == PLAY_END) {
        (void)fault_input(&p->base.fault,
                          "%s is a recording in which nothing has come from the device; heapterm "
                          "info tells the rest",
                          p->base.name);
        end(p, SOURCE_FAILED);
    } else {
        end(p, SOURCE_ENDED);
    }
}

static void give(struct play *p, enum playback_item item)
{
    if (item == PLAY_BYTES) {
        give_bytes(p);
        return;
    }
    if (item == PLAY_NOTE)
        give_note(p);
    else
        give_session(p);
    playback_take(&p->playback);
}

static void on_idle(uv_idle_t *idle)
{
    struct play *p = idle->data;
    enum playback_item item = playback_peek(&p->playback, &p->base.fault);
    uint64_t time_us = playback_time_us(&p->playback);

    if (item == PLAY_END || item == PLAY_FAULT || is_beyond(p, time_us)) {
        finish(p, item);
        return;
    }
    if (item == PLAY_SESSION && is_paced(p) && time_us > now_us(p))
        set_anchor(p, time_us);
    if (wait_us(p, time_us) == 0)
        give(p, item);
    go_on(p);
}

static void on_due(uv_timer_t *timer)
{
    struct play *p = timer->data;

    (void)uv_idle_start(&p->idle, on_idle);
}

/* Waits for what is next, or lets it come. */
static void go_on(struct play *p)
{
    uint64_t wait = 0;

    (void)uv_timer_stop(&p->due);
    (void)uv_idle_stop(&p->idle);
    if (!p->reading || p->ended || p->is_held)
        return;
    if (is_paced(p) && p->playback.is_known)
        wait = wait_us(p, playback_time_us(&p->playback));
    if (wait == 0) {
        (void)uv_idle_start(&p->idle, on_idle);
        return;
    }
    uv_update_time(p->due.loop);
    (void)uv_timer_start(&p->due, on_due, (uint64_t)((double)wait / p->options.speed / 1000) + 1,
                         0);
}

static void play_read(struct source *s, bool on)
{
    struct play *p = (struct play *)s;

    if (on == p->reading)
        return;
    if (on && p->anchor_ns == 0)
        set_anchor(p, p->options.from_us);
    p->reading = on;
    go_on(p);
}

void source_recording_hold(struct source *s, bool on)
{
    struct play *p = (struct play *)s;

    if (on == p->is_held)
        return;
    if (is_paced(p) && p->anchor_ns != 0)
        set_anchor(p, now_us(p));
    p->is_held = on;
    go_on(p);
}

uint64_t source_recording_time_us(const struct source *s)
{
    return playback_time_us(&((const struct play *)s)->playback);
}

static void on_closed(uv_handle_t *handle)
{
    struct play *p = handle->data;

    if (--p->open_handles > 0)
        return;
    playback_close(&p->playback);
    free(p);
}

static void play_close(struct source *s)
{
    struct play *p = (struct play *)s;

    p->ended = true;
    uv_close((uv_handle_t *)&p->idle, on_closed);
    uv_close((uv_handle_t *)&p->due, on_closed);
}

static enum hpt_status open_playback(struct play *p, const char *path, struct fault *f)
{
    struct chunk_sums sums;

    if (playback_open(&p->playback, path, f) != HPT_OK ||
        recording_sums(p->playback.file, 0, FROM_DEVICE, &sums, f) != HPT_OK)
        return f->status;
    p->base.whole = sums.bytes;
    return HPT_OK;
}

struct source *source_recording_open(uv_loop_t *loop, const char *path,
                                     const struct play_options *options,
                                     const struct source_client *client, struct fault *f)
{
    struct play *p = calloc(1, sizeof *p);

    if (p == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    p->base = (struct source){.name = path,
                              .live = options->speed > 0,
                              .read = play_read,
                              .write = source_write_nothing,
                              .close = play_close,
                              .client = *client};
    p->options = *options;
    if (open_playback(p, path, f) != HPT_OK) {
        playback_close(&p->playback);
        free(p);
        return NULL;
    }
    p->idle.data = p;
    p->due.data = p;
    p->open_handles = 2;
    (void)uv_idle_init(loop, &p->idle); /* these cannot fail */
    (void)uv_timer_init(loop, &p->due);
    return &p->base;
}
