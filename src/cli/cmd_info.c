#include "cli/info.h"
#include "cli/session.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct told {
    struct session session;
    struct info info;
};

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct told *t = self;
    struct info *info = &t->info;
    size_t i = 0;

    info->events++;
    info->failures += event->kind == HPT_EVENT_FAIL && !event->repeated;
    while (i < info->dialect_count && strcmp(info->dialects[i], state->dialect) != 0)
        i++;
    if (i == info->dialect_count && i < DIALECTS_MOST)
        info->dialects[info->dialect_count++] = state->dialect;
}

static void take(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct told *t = self;

    (void)!session_feed(&t->session, bytes, size, time_us);
}

/* A recording that is being written has a write-ahead log beside it. */
static uint64_t disk_bytes(const char *path)
{
    char log[4096];
    struct stat st;
    uint64_t sum = 0;

    if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
        sum += (uint64_t)st.st_size;
    (void)snprintf(log, sizeof log, "%s-wal", path);
    if (sum > 0 && stat(log, &st) == 0 && S_ISREG(st.st_mode))
        sum += (uint64_t)st.st_size;
    return sum;
}

static bool is_empty(struct recording *r)
{
    struct chunk_sums sums = {0};
    struct fault ignored = {0};

    return recording_sums(r, 0, FROM_DEVICE, &sums, &ignored) == HPT_OK && sums.chunks == 0;
}

static void finish(void *self, enum session_end end)
{
    struct told *t = self;
    struct session *s = &t->session;

    if (end == SESSION_KILLED || end == SESSION_FAILED)
        return;
    /* That nothing has come is an answer, too. */
    if (t->info.recording != NULL && is_empty(t->info.recording))
        *s->fault = (struct fault){0};
    if (session_conclude(s) != HPT_OK) {
        (void)fault_memory(s->fault);
        return;
    }
    t->info.name = input_name(s->settings);
    t->info.heap = hpt_state(s->tracker);
    t->info.disk_bytes = disk_bytes(s->settings->operands[0]);
    struct fault f = {0};
    if (s->settings->json)
        info_write_json(&s->console.output.out, &t->info, &f);
    else
        info_write_text(&s->console.output.out, &t->info, &f);
    if (s->fault->status == HPT_OK)
        *s->fault = f;
}

static int run(const struct settings *settings, struct fault *f)
{
    struct told t = {0};
    const struct session_client client = {
        .self = &t, .is_quiet = true, .take = take, .finish = finish};
    const struct hpt_observer observer = {.self = &t, .event = on_event};

    if (session_open(&t.session, settings, &client, f) == HPT_OK) {
        if (t.session.input.is_recording)
            t.info.recording = recording_open(t.session.source->name, f);
        if (f->status == HPT_OK && hpt_observe(t.session.tracker, &observer) != HPT_OK)
            (void)fault_memory(f);
        if (f->status == HPT_OK)
            session_run(&t.session);
    }
    recording_close(t.info.recording);
    return session_close(&t.session);
}

const struct command cmd_info = {
    .name = "info",
    .operands = "FILE",
    .about = "what a recording or a log holds",
    .detail =
        "Of a recording: its sessions, when they began and how long they lasted, the port and its "
        "settings, bytes each way and how they are packed, marks, times without the device, and "
        "what could not be recorded. Of a log its size. Of both the lines, the events of the heap "
        "and the dialects they are in.",
    .bit = FOR_INFO,
    .least_operands = 1,
    .most_operands = 1,
    .run = run,
};
