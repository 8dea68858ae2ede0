#include "cli/relay.h"

#include "base/plural.h"
#include "cli/replay_keys.h"
#include "cli/signals.h"
#include "io/sink.h"
#include "recording/source_recording.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* So much may be on its way before reading waits. */
enum { ENOUGH = 256 * 1024 };

struct relay {
    const struct settings *settings;
    struct fault *fault;
    uv_loop_t loop;
    struct signals signals;
    struct replay_keys keys;
    struct input input;
    struct sink *sink;
    bool has_reader;
    bool is_finishing; /* all has been read, and not all has gone */
    bool is_over;
    uint64_t bytes;
    int signal; /* that ended us; 0: none */
};

static void stop(struct relay *r)
{
    if (r->is_over)
        return;
    r->is_over = true;
    uint64_t gone = r->bytes - r->sink->queued;
    notice_print("%llu byte%s went to %s", (unsigned long long)gone, plural(gone), r->sink->name);
    uv_stop(&r->loop);
}

static void on_quit(void *self)
{
    stop(self);
}

static void on_say(void *self, const char *sentence)
{
    (void)self;
    notice_print("%s", sentence);
}

static void on_data(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct relay *r = self;

    /* --from: for the model earlier bytes count, for another program they do not. */
    if (time_us < r->settings->from_us)
        return;
    r->bytes += size;
    r->sink->put(r->sink, bytes, size);
    if (r->sink->queued > ENOUGH)
        r->input.source->read(r->input.source, false);
}

static void on_end(void *self, enum source_end end, const struct fault *fault)
{
    struct relay *r = self;

    if (end != SOURCE_ENDED)
        *r->fault = *fault;
    r->is_finishing = true;
    r->sink->finish(r->sink);
}

static void on_reader(void *self, bool is_there)
{
    struct relay *r = self;
    struct source *s = r->input.source;

    r->has_reader = is_there;
    notice_print(is_there ? "somebody reads %s" : "nobody reads %s any more; waiting for the next",
                 r->sink->name);
    if (r->input.is_recording)
        source_recording_hold(s, !is_there || r->keys.is_held);
    s->read(s, is_there);
}

static void on_drained(void *self)
{
    struct relay *r = self;

    if (r->is_finishing && r->sink->queued == 0)
        stop(r);
    else if (r->has_reader)
        r->input.source->read(r->input.source, true);
}

static void on_failed(void *self, const struct fault *fault)
{
    struct relay *r = self;

    if (r->fault->status == HPT_OK)
        *r->fault = *fault;
    stop(r);
}

static void resume(struct relay *r)
{
    replay_keys_resume(&r->keys);
    if (r->input.is_recording && r->input.source != NULL && !r->has_reader)
        source_recording_hold(r->input.source, true);
}

static void on_signal(void *self, int number)
{
    struct relay *r = self;

    if (number == SIGTSTP) {
        replay_keys_suspend(&r->keys);
        (void)signals_stop();
        resume(r);
    } else if (number == SIGCONT) {
        resume(r);
    } else {
        r->signal = number == SIGINT ? 0 : number;
        stop(r);
    }
}

static struct sink *open_sink(struct relay *r)
{
    const struct sink_client client = {
        .self = r, .reader = on_reader, .drained = on_drained, .failed = on_failed};
    const char *to = r->settings->to;

    if (strcmp(to, "pty") == 0)
        return sink_pty_open(&r->loop, NULL, &client, r->fault);
    if (strncmp(to, "pty:", 4) == 0 && to[4] != '\0')
        return sink_pty_open(&r->loop, to + 4, &client, r->fault);
    if (strncmp(to, "tcp://", 6) == 0)
        return sink_tcp_open(&r->loop, to + 6, &client, r->fault);
    (void)fault_usage(r->fault, "--to takes pty, pty:LINK or tcp://HOST:PORT, not '%s'", to);
    return NULL;
}

static void run(struct relay *r)
{
    notice_print("waiting for a program that reads %s", r->sink->name);
    r->keys = (struct replay_keys){
        .loop = &r->loop, .input = &r->input, .self = r, .quit = on_quit, .say = on_say};
    replay_keys_start(&r->keys);
    while (!r->is_over)
        (void)uv_run(&r->loop, UV_RUN_DEFAULT);
    replay_keys_stop(&r->keys);
}

int relay(const struct settings *settings, struct fault *f)
{
    struct relay r = {.settings = settings, .fault = f};
    const struct source_client client = {.self = &r, .data = on_data, .end = on_end};
    const struct input_wish wish = {.name = settings->operands[0]};

    if (uv_loop_init(&r.loop) != 0)
        return fault_memory(f), f->exit_code;
    r.signals.self = &r;
    r.signals.heard = on_signal;
    signals_open(&r.signals, &r.loop);
    if (input_open(&r.input, &r.loop, settings, &wish, &client, f) == HPT_OK) {
        r.sink = open_sink(&r);
        if (r.sink != NULL)
            run(&r);
    }
    input_close(&r.input, f);
    if (r.is_finishing)
        input_check_span(&r.input, settings, f);
    if (r.sink != NULL)
        r.sink->close(r.sink);
    signals_close(&r.signals);
    while (uv_run(&r.loop, UV_RUN_DEFAULT) != 0)
        ; /* a stop that nobody has heard yet ends the first */
    (void)uv_loop_close(&r.loop);
    return r.signal != 0 ? 128 + r.signal : f->exit_code;
}
