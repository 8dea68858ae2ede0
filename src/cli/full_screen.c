#include "cli/full_screen.h"

#include "cli/naming.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    FRAME_MS = 34,    /* at most 30 a second */
    FRAME_SHARE = 12, /* and drawing takes one part in so many of the time */
    FRAME_MOST_MS = 1000,
    FLASH_MS = 250,
    RATE_MS = 1000,
    RATE_KEPT_MS = 2500, /* after that the board is silent */
    PATIENCE_MS = 400    /* with a screen that stands still */
};

static uint64_t now_ms(void)
{
    return uv_hrtime() / 1000000;
}

static bool flashes(const struct full_screen *f)
{
    return !f->app.is_following || now_ms() < f->changed_ms + FLASH_MS;
}

static void choose_scene(struct full_screen *f)
{
    if (f->app.is_following)
        f->scene = travel_live(f->travel);
}

/* The sentence for what lasts. */
static const char *trouble_of(struct full_screen *f, const struct travel_figures *figures)
{
    if (figures->error == 0)
        return NULL;
    (void)snprintf(f->trouble, sizeof f->trouble,
                   "the history cannot be kept (%s): only the newest instant is shown after event "
                   "%llu",
                   strerror(figures->error), (unsigned long long)figures->last_event);
    return f->trouble;
}

static struct worked worked_of(const struct jobs *j, const struct job_text *t, enum job job)
{
    struct worked worked = {.progress = jobs_progress(j, job)};

    if (t->is_there)
        worked.text = (struct hpt_str){queue_front(&t->text.bytes), t->text.bytes.count};
    return worked;
}

/* After the lists are made: what is selected may have gone. */
static void fill_selected(struct full_screen *f, struct show *s)
{
    struct job_wishes w = full_wishes(f);

    s->has_birth = w.birth > 0 && f->birth.number == w.birth;
    s->birth = f->birth;
    s->has_earlier = w.birth > 0 && f->jobs.earlier_of == w.birth;
    s->earlier = f->jobs.earlier;
}

/* What the views look at, from where it is. */
static void fill_show(struct full_screen *f)
{
    struct travel_figures figures;
    struct show *s = &f->show;
    const struct session *session = f->session;

    travel_figures(f->travel, &figures);
    choose_scene(f);
    if (now_ms() >= f->counted_ms + RATE_KEPT_MS)
        s->rate = 0;
    s->app = &f->app;
    s->scene = f->scene;
    s->state = hpt_state(f->scene->tracker);
    s->course = travel_course(f->travel);
    s->gather = &f->gather;
    s->namer = naming_namer(session->naming);
    s->input = input_name(session->settings);
    s->first_event = figures.first_event;
    s->last_event = hpt_state(travel_live(f->travel)->tracker)->event;
    s->is_recording = session->input.recorder != NULL;
    s->is_away = session->source != NULL && session->source->is_away;
    s->is_flashing = flashes(f);
    s->trouble = trouble_of(f, &figures);
    s->explanation = worked_of(&f->jobs, &f->jobs.explanation, JOB_EXPLAIN);
    s->difference = worked_of(&f->jobs, &f->jobs.difference, JOB_DIFF);
    s->base_event = f->base;
    s->has_base = f->has_base;
    s->report = jobs_report(&f->jobs);
    s->report_event = f->jobs.reported;
    s->report_progress = f->jobs.reporter != NULL ? 1000 : jobs_progress(&f->jobs, JOB_REPORT);
    s->is_searching = jobs_are_searching(&f->jobs);
    s->search_progress = jobs_progress(&f->jobs, JOB_SEARCH);
}

static bool same_choices(const struct app *a, const struct app *b)
{
    return memcmp(&a->filter, &b->filter, sizeof a->filter) == 0 &&
           memcmp(a->sort, b->sort, sizeof a->sort) == 0;
}

static void gather(struct full_screen *f)
{
    if (!f->is_stale && same_choices(&f->app, &f->gathered))
        return;
    if (gather_make(&f->gather, f->show.state, &f->app, f->show.namer) != HPT_OK)
        full_message(f, MESSAGE_FAULT, "there is no memory for the lists of so many blocks");
    f->gathered = f->app;
    f->is_stale = false;
}

static void draw(struct full_screen *f)
{
    uint64_t begun = uv_hrtime();

    fill_show(f);
    gather(f);
    app_settle(&f->app, &f->show);
    fill_selected(f, &f->show);
    screen_draw(&f->grid, &f->show);
    term_show(f->term, &f->grid, f->is_fresh);
    f->is_fresh = false;
    f->drawn_ms = now_ms();
    uint64_t pause = (uv_hrtime() - begun) * FRAME_SHARE / 1000000;
    pause = pause > FRAME_MOST_MS ? FRAME_MOST_MS : pause;
    f->pause_ms = pause < FRAME_MS ? FRAME_MS : (unsigned)pause;
}

static void on_frame(uv_timer_t *timer);

/* At the latest: a frame that is due sooner stays. */
static void draw_in(struct full_screen *f, uint64_t ms)
{
    bool is_due = uv_is_active((uv_handle_t *)&f->frame) != 0;

    if (f->is_up && (!is_due || uv_timer_get_due_in(&f->frame) > ms))
        (void)uv_timer_start(&f->frame, on_frame, ms, 0);
}

static void on_work(uv_idle_t *work)
{
    struct full_screen *f = work->data;
    const struct job_wishes wishes = full_wishes(f);
    bool found;
    uint64_t byte;

    if (jobs_step(&f->jobs, &wishes) || f->jobs.walk != NULL)
        full_touch(f);
    if (jobs_searched(&f->jobs, &found, &byte))
        full_searched(f, found, byte);
    if (!jobs_are_pending(&f->jobs, &wishes))
        (void)uv_idle_stop(work);
}

static void look_for_work(struct full_screen *f)
{
    const struct job_wishes wishes = full_wishes(f);

    if (jobs_are_pending(&f->jobs, &wishes) && uv_is_active((uv_handle_t *)&f->work) == 0)
        (void)uv_idle_start(&f->work, on_work);
}

static void on_frame(uv_timer_t *timer)
{
    struct full_screen *f = timer->data;

    if (!f->is_up)
        return;
    if (term_is_behind(f->term)) {
        draw_in(f, FRAME_MS);
        return;
    }
    draw(f);
    full_look_up(f);
    look_for_work(f);
    if (f->app.is_following && flashes(f))
        draw_in(f, FLASH_MS);
    else if (f->show.rate > 0)
        draw_in(f, RATE_KEPT_MS);
}

void full_touch(struct full_screen *f)
{
    uint64_t since = now_ms() - f->drawn_ms;

    draw_in(f, since < f->pause_ms ? f->pause_ms - since : 0);
}

void full_message(struct full_screen *f, enum message_kind kind, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(f->app.message, sizeof f->app.message, format, arguments);
    va_end(arguments);
    f->app.message_kind = kind;
    full_touch(f);
}

static void on_key(void *self, const struct key *key)
{
    struct full_screen *f = self;

    if (f->session->end != SESSION_RUNS)
        return;
    fill_show(f);
    const struct request request = app_key(&f->app, key, &f->show);
    full_obey(f, &request);
    if (f->is_up)
        full_touch(f);
}

static void on_resized(void *self, int rows, int columns)
{
    struct full_screen *f = self;

    if (grid_resize(&f->grid, rows, columns) != HPT_OK)
        return;
    f->app.rows = f->grid.rows;
    f->app.columns = f->grid.columns;
    full_touch(f);
}

static void on_gone(void *self)
{
    struct full_screen *f = self;

    f->host.quit(f->host.self);
}

enum hpt_status full_open(struct full_screen *f, struct session *session,
                          const struct full_host *host, struct fault *fault)
{
    int error = 0;

    *f = (struct full_screen){.session = session, .host = *host, .pause_ms = FRAME_MS};
    f->travel = travel_new(session->tracker, &(struct travel_options){0}, &error);
    if (f->travel == NULL && error == ENOMEM)
        return fault_memory(fault);
    if (f->travel == NULL) {
        errno = error;
        (void)fault_system(fault, "make the file for the history");
        return fault_hint(fault, "name a directory with room in the environment's TMPDIR");
    }
    jobs_init(&f->jobs, f->travel, naming_namer(session->naming));
    (void)uv_timer_init(&session->loop, &f->frame);
    (void)uv_idle_init(&session->loop, &f->work);
    f->frame.data = f;
    f->work.data = f;
    f->has_loop = true;
    f->app.is_following = true;
    f->app.takes_keys = session->source->takes_keys;
    f->app.in_monitor = host->leave != NULL;
    return HPT_OK;
}

enum hpt_status full_enter(struct full_screen *f, struct fault *fault)
{
    const struct term_client client = {
        .self = f, .key = on_key, .resized = on_resized, .gone = on_gone};
    const char *why = NULL;
    int rows, columns;

    f->term = term_open(&f->session->loop, &client, &why);
    if (f->term == NULL)
        return fault_input(fault,
                           "the full screen cannot be shown: %s; heapterm report and heapterm map "
                           "need no screen",
                           why);
    console_pause(&f->session->console, true);
    session_wait_for_screen(f->session, false);
    f->is_up = true;
    f->is_stale = f->is_fresh = true;
    f->show.look = term_look(f->term);
    if (f->session->settings->color == COLOR_NEVER)
        f->show.look.colors = 0;
    term_set_look(f->term, &f->show.look);
    term_size(f->term, &rows, &columns);
    on_resized(f, rows, columns);
    return f->grid.cells != NULL ? HPT_OK : fault_memory(fault);
}

void full_leave(struct full_screen *f)
{
    if (!f->is_up)
        return;
    f->is_up = false;
    (void)uv_timer_stop(&f->frame);
    (void)uv_idle_stop(&f->work);
    term_close(f->term, PATIENCE_MS);
    f->term = NULL;
    session_wait_for_screen(f->session, true);
    console_pause(&f->session->console, false);
}

static void count_rate(struct full_screen *f, uint64_t event)
{
    uint64_t now = now_ms();

    if (now < f->counted_ms + RATE_MS)
        return;
    f->show.rate = now >= f->counted_ms + RATE_KEPT_MS
                       ? 0
                       : (double)(event - f->counted_events) * 1000 / (double)(now - f->counted_ms);
    f->counted_ms = now;
    f->counted_events = event;
}

void full_fed(struct full_screen *f, const char *bytes, size_t size, uint64_t time_us)
{
    if (f->travel == NULL)
        return;
    uint64_t event = hpt_state(f->session->tracker)->event;
    travel_fed(f->travel, bytes, size, time_us);
    if (event != f->heard_event)
        f->changed_ms = now_ms();
    f->heard_event = event;
    f->is_stale = f->is_stale || f->app.is_following;
    count_rate(f, event);
    full_touch(f);
}

void full_gap(struct full_screen *f)
{
    if (f->travel == NULL)
        return;
    travel_gap(f->travel);
    f->is_stale = true;
    full_touch(f);
}

void full_ended(struct full_screen *f, const char *how)
{
    travel_end(f->travel);
    f->app.is_over = true;
    f->app.takes_keys = false;
    f->show.rate = 0;
    f->is_stale = true;
    full_message(f, MESSAGE_NEWS, "%s", how);
}

void full_mark(struct full_screen *f, const char *words)
{
    if (f->travel == NULL)
        return;
    travel_mark(f->travel, (struct hpt_str){words, strlen(words)});
    full_touch(f);
}

void full_say(struct full_screen *f, const char *sentence)
{
    if (f->is_up)
        full_message(f, MESSAGE_NEWS, "%s", sentence);
}

void full_resized(struct full_screen *f)
{
    if (f->is_up)
        term_resize(f->term);
}

void full_stopping(struct full_screen *f)
{
    if (f->is_up)
        term_leave(f->term);
}

void full_resumed(struct full_screen *f)
{
    if (!f->is_up || !term_enter(f->term))
        return;
    f->is_fresh = true;
    full_touch(f);
}

void full_close(struct full_screen *f)
{
    full_leave(f);
    if (f->has_loop) {
        uv_close((uv_handle_t *)&f->frame, NULL);
        uv_close((uv_handle_t *)&f->work, NULL);
    }
    f->has_loop = false;
    if (f->travel != NULL)
        jobs_release(&f->jobs);
    travel_free(f->travel);
    f->travel = NULL;
    gather_release(&f->gather);
    grid_release(&f->grid);
}
