#include "base/plural.h"
#include "cli/input.h"
#include "cli/patience.h"
#include "cli/profile.h"
#include "cli/record_name.h"
#include "cli/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct record;

/* One input and its recording. */
struct lane {
    struct record *all;
    const char *name;
    struct settings settings; /* with those of its own profiles */
    char path[PATH_MAX];
    struct input input;
    struct fault fault;
    uint64_t bytes;
    bool is_open;
    bool is_over;
};

struct record {
    const struct settings *settings;
    uv_loop_t loop;
    struct signals signals;
    uv_timer_t limit; /* --for */
    struct lane *lanes;
    size_t count;
    size_t running;
    int code; /* of the first lane that failed */
    int signal;
    bool is_too_late; /* --for has passed */
    bool is_over;
};

/* What went wrong with one does not stop the others. */
static void leave(struct lane *lane)
{
    struct record *r = lane->all;

    if (lane->is_over)
        return;
    lane->is_over = true;
    bool was_recorded = lane->is_open;
    if (r->is_too_late && lane->input.source != NULL && lane->input.source->is_expected)
        (void)fault_absent(&lane->fault, r->settings, lane->name);
    input_close(&lane->input, &lane->fault);
    if (was_recorded)
        notice_print("%llu byte%s from %s %s in %s", (unsigned long long)lane->bytes,
                     plural(lane->bytes), lane->name, are(lane->bytes), lane->path);
    if (lane->fault.status != HPT_OK)
        fault_print(&lane->fault);
    if (r->code == 0)
        r->code = lane->fault.exit_code;
    if (--r->running == 0 && !r->is_over) {
        r->is_over = true;
        uv_stop(&r->loop);
    }
}

static void stop(struct record *r)
{
    if (r->is_over)
        return;
    r->is_over = true;
    for (size_t i = 0; i < r->count; i++)
        leave(&r->lanes[i]);
    uv_stop(&r->loop);
}

static void on_data(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct lane *lane = self;

    (void)bytes;
    (void)time_us;
    lane->bytes += size;
}

static void on_end(void *self, enum source_end end, const struct fault *fault)
{
    struct lane *lane = self;

    if (end != SOURCE_ENDED)
        lane->fault = *fault;
    leave(lane);
}

static void on_link(void *self, enum source_link link, const char *news)
{
    (void)self;
    (void)link;
    notice_print("%s", news);
}

/* Whoever starts this in the background, systemd among them, ends it by a signal: that is no
 * failure. */
static void on_signal(void *self, int number)
{
    struct record *r = self;

    if (number == SIGTSTP) {
        (void)signals_stop();
    } else if (number != SIGCONT) {
        if (number == SIGQUIT)
            r->signal = number;
        stop(r);
    }
}

static void on_limit(uv_timer_t *timer)
{
    struct record *r = timer->data;

    r->is_too_late = true;
    stop(r);
}

static bool name_recording(struct lane *lane, const char *name)
{
    const struct settings *s = lane->all->settings;

    if (s->output != NULL) {
        (void)snprintf(lane->path, sizeof lane->path, "%s", s->output);
        return true;
    }
    if (record_name(lane->path, s->record_dir, name, time(NULL)))
        return true;
    (void)fault_input(&lane->fault, "%s is too long a name; give a shorter one", s->record_dir);
    return false;
}

static void start(struct record *r, struct lane *lane, size_t number)
{
    const char *name = r->settings->operands[number];
    const struct source_client client = {
        .self = lane, .data = on_data, .end = on_end, .link = on_link};
    const struct input_wish wish = {
        .name = name, .record = lane->path, .record_is_new = r->settings->record_dir != NULL};

    lane->all = r;
    lane->name = strcmp(name, "-") == 0 ? "standard input" : name;
    if (profiles_apply_to(r->settings, number, &lane->settings, &lane->fault) != HPT_OK ||
        !name_recording(lane, name) ||
        input_open(&lane->input, &r->loop, &lane->settings, &wish, &client, &lane->fault) !=
            HPT_OK) {
        leave(lane);
        return;
    }
    lane->is_open = true;
    notice_print("recording %s to %s", lane->name, lane->path);
    lane->input.source->read(lane->input.source, true);
}

static enum hpt_status check(const struct settings *s, struct fault *f)
{
    if (s->output == NULL && s->record_dir == NULL)
        return fault_usage(f, "heapterm record lacks the place to record to; give -o FILE or "
                              "--record-dir DIR");
    if (s->output != NULL && s->operand_count > 1)
        return fault_usage(f, "--output is one file, for one port; give --record-dir DIR for "
                              "several");
    return HPT_OK;
}

/* The last of its directories; one further up that is missing is rather a slip. */
static enum hpt_status make_directory(const char *path, struct fault *f)
{
    if (path == NULL || mkdir(path, 0777) == 0 || errno == EEXIST)
        return HPT_OK;
    bool is_deep = errno == ENOENT;
    (void)fault_system(f, "make the directory %s", path);
    return is_deep ? fault_hint(f, "make the directory that it is to stand in first")
                   : fault_hint(f, "name another with --record-dir");
}

static void run_loop(struct record *r)
{
    r->signals.self = r;
    r->signals.heard = on_signal;
    signals_open(&r->signals, &r->loop);
    (void)uv_timer_init(&r->loop, &r->limit);
    r->limit.data = r;
    if (r->settings->for_ms > 0)
        (void)uv_timer_start(&r->limit, on_limit, r->settings->for_ms, 0);
    r->running = r->count;
    for (size_t i = 0; i < r->count; i++)
        start(r, &r->lanes[i], i);
    while (!r->is_over)
        (void)uv_run(&r->loop, UV_RUN_DEFAULT);
    signals_close(&r->signals);
    uv_close((uv_handle_t *)&r->limit, NULL);
    while (uv_run(&r->loop, UV_RUN_DEFAULT) != 0)
        ; /* a stop that nobody has heard yet ends the first */
    (void)uv_loop_close(&r->loop);
}

static int run(const struct settings *s, struct fault *f)
{
    struct record r = {.settings = s, .count = s->operand_count};

    if (check(s, f) != HPT_OK || make_directory(s->record_dir, f) != HPT_OK)
        return f->exit_code;
    r.lanes = calloc(r.count, sizeof *r.lanes);
    if (r.lanes == NULL || uv_loop_init(&r.loop) != 0) {
        free(r.lanes);
        (void)fault_memory(f);
        return f->exit_code;
    }
    run_loop(&r);
    free(r.lanes);
    return r.signal != 0 ? 128 + r.signal : r.code;
}

const struct command cmd_record = {
    .name = "record",
    .operands = "PORT...",
    .about = "keep every byte of one or more ports with its time of arrival",
    .detail =
        "Records what comes from ports, connections or pipes, each in a recording of its own, "
        "without a screen and without a terminal: for services and for CI. A port that goes away "
        "is waited for and the same recording goes on. One port that fails does not stop the "
        "others; the exit code is then 3. SIGINT, SIGTERM and SIGHUP end it with exit code 0. What "
        "was recorded is read by every other command, even while it is being written.",
    .bit = FOR_RECORD,
    .least_operands = 1,
    .most_operands = SIZE_MAX,
    .run = run,
};
