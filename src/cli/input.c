#include "cli/input.h"

#include "cli/firmware.h"
#include "cli/options.h"
#include "io/ports.h"
#include "recording/source_recording.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t now_us(const struct input *in)
{
    return in->source != NULL ? clock_us(&in->source->clock) : 0;
}

static void on_data(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct input *in = self;

    recorder_add(in->recorder, FROM_DEVICE, bytes, size, time_us);
    in->client.data(in->client.self, bytes, size, time_us);
}

static void on_end(void *self, enum source_end end, const struct fault *fault)
{
    struct input *in = self;

    in->client.end(in->client.self, end, fault);
}

static void on_drained(void *self)
{
    struct input *in = self;

    if (in->client.drained != NULL)
        in->client.drained(in->client.self);
}

static void on_link(void *self, enum source_link link, const char *news)
{
    struct input *in = self;

    recorder_note(in->recorder, link == LINK_LOST ? NOTE_LOST : NOTE_BACK, news, now_us(in));
    if (in->client.link != NULL)
        in->client.link(in->client.self, link, news);
}

static void on_news(void *self, const char *sentence)
{
    struct input *in = self;

    if (in->client.news != NULL)
        in->client.news(in->client.self, sentence);
    else
        notice_print("%s", sentence);
}

static void recorded_write(struct source *s, const char *bytes, size_t size)
{
    struct input *in = s->client.self;

    if (!s->is_away)
        recorder_add(in->recorder, TO_DEVICE, bytes, size, now_us(in));
    in->write(s, bytes, size);
}

/* A file has no times of arrival, and is kept already. */
static enum hpt_status refuse_file(const char *name, struct fault *f)
{
    return fault_usage(f,
                       "%s is a file; only what comes from a port, a pipe or a connection can be "
                       "recorded",
                       strcmp(name, "-") == 0 ? "standard input" : name);
}

static bool is_file(const char *name)
{
    struct stat st;
    bool is_stdin = strcmp(name, "-") == 0;

    return (is_stdin ? fstat(STDIN_FILENO, &st) : stat(name, &st)) == 0 && S_ISREG(st.st_mode);
}

bool input_is_read_again(const char *name)
{
    struct stat st;
    bool is_path = strchr(name, ':') == NULL && strcmp(name, "-") != 0;

    if (stat(name, &st) == 0)
        return S_ISREG(st.st_mode);
    return is_path && errno == ENOENT;
}

static bool has_line(const struct source *s, const char *name)
{
    struct stat st;

    return s->set_wire != NULL || (stat(name, &st) == 0 && S_ISCHR(st.st_mode));
}

static enum hpt_status start_recording(struct input *in, uv_loop_t *loop,
                                       const struct settings *settings, const char *name,
                                       struct fault *f)
{
    const struct recorder_client client = {.self = in, .news = on_news};
    const struct source_options *line = &settings->source;
    struct recording_about about = {.clock = in->source->clock,
                                    .heapterm = HEAPTERM_VERSION,
                                    .input = name,
                                    .build_id = in->build_id[0] != '\0' ? in->build_id : NULL};
    struct port_info port;
    char framing[8], board[160];

    if (port_describe(in->source->name, &port)) {
        port_title(&port, board, sizeof board);
        about.board = board;
    }
    if (has_line(in->source, name)) {
        (void)snprintf(framing, sizeof framing, "%u%c%u", line->framing.data_bits,
                       line->framing.parity, line->framing.stop_bits);
        about.baud = line->baud;
        about.framing = framing;
        about.flow = flow_name(line->flow);
    }
    in->write = in->source->write;
    in->source->write = recorded_write;
    return recorder_start(in->recorder, loop, &about, &client, f);
}

static enum hpt_status open_recorded(struct input *in, uv_loop_t *loop,
                                     const struct settings *settings, const struct input_wish *wish,
                                     struct fault *f)
{
    const struct source_client tap = {.self = in,
                                      .data = on_data,
                                      .end = on_end,
                                      .drained = on_drained,
                                      .link = on_link,
                                      .news = on_news};

    if (is_file(wish->name))
        return refuse_file(wish->name, f);
    if (firmware_read(settings->elf, in->build_id, f) != HPT_OK)
        return f->status;
    in->recorder = recorder_open(wish->record, wish->record_is_new, f);
    if (in->recorder == NULL)
        return f->status;
    in->source = source_open(loop, wish->name, &settings->source, &tap, f);
    if (in->source == NULL)
        return f->status;
    return start_recording(in, loop, settings, wish->name, f);
}

/* What asks for times, of an input that has none. */
static enum hpt_status refuse_times(const struct settings *s, const char *name, struct fault *f)
{
    const char *option = NULL;
    struct stat st;

    /* That it is not there is said when it is opened. */
    if (strchr(name, ':') == NULL && strcmp(name, "-") != 0 && stat(name, &st) != 0)
        return HPT_OK;

    if (s->at.kind == AT_TIME)
        option = "--at with a time";
    else if (s->speed > 0 && !isinf(s->speed) && option_is_typed(s, "speed"))
        option = "--speed";
    else if (s->from_us > 0 && option_is_typed(s, "from"))
        option = "--from";
    else if (s->until_us > 0 && option_is_typed(s, "until"))
        option = "--until with a time";
    else if (s->max_pause_us > 0 && option_is_typed(s, "max-pause"))
        option = "--max-pause";
    if (option == NULL)
        return HPT_OK;
    return fault_usage(f, "%s is no recording and does not tell when its bytes came; leave %s out",
                       strcmp(name, "-") == 0 ? "standard input" : name, option);
}

/* A screen, and a program that takes it for the board, are given the bytes at their times; a pipe
 * wants them all. */
static double speed_of(const struct settings *s)
{
    if (s->command != &cmd_replay || isinf(s->speed))
        return 0;
    if (s->speed > 0)
        return s->speed;
    return s->to != NULL || isatty(STDOUT_FILENO) == 1 ? 1 : 0;
}

static enum hpt_status open_recording(struct input *in, uv_loop_t *loop,
                                      const struct settings *settings, const char *name,
                                      const struct source_client *client, struct fault *f)
{
    const struct play_options options = {.speed = speed_of(settings),
                                         .from_us = settings->from_us,
                                         .until_us = settings->until_us,
                                         .max_pause_us = settings->max_pause_us};

    if (settings->source.baud_given || settings->source.framing_given)
        return fault_usage(f,
                           "%s is a recording and has no baud rate or framing to set; leave "
                           "them out",
                           name);
    firmware_compare(settings->elf, name);
    in->is_recording = true;
    in->source = source_recording_open(loop, name, &options, client, f);
    return in->source != NULL ? HPT_OK : f->status;
}

enum hpt_status input_open(struct input *in, uv_loop_t *loop, const struct settings *settings,
                           const struct input_wish *wish, const struct source_client *client,
                           struct fault *f)
{
    enum file_kind kind = file_kind_at(strcmp(wish->name, "-") == 0 ? "/dev/stdin" : wish->name);

    *in = (struct input){.client = *client};
    if (wish->record != NULL &&
        (settings->record == NULL || !is_file(wish->name) || option_is_typed(settings, "record")))
        return open_recorded(in, loop, settings, wish, f);
    if (kind == FILE_RECORDING || kind == FILE_NEWER)
        return open_recording(in, loop, settings,
                              strcmp(wish->name, "-") == 0 ? "/dev/stdin" : wish->name, client, f);
    if (refuse_times(settings, wish->name, f) != HPT_OK)
        return f->status;
    in->source = source_open(loop, wish->name, &settings->source, client, f);
    return in->source != NULL ? HPT_OK : f->status;
}

bool input_is_shown(const struct input *in, const struct settings *settings)
{
    return !in->is_recording || in->source == NULL ||
           source_recording_time_us(in->source) >= settings->from_us;
}

void input_check_span(const struct input *in, const struct settings *settings, struct fault *f)
{
    const char *name = input_name(settings);
    double reached = (double)in->reached_us / 1e6;

    if (!in->is_recording || f->status != HPT_OK)
        return;
    if (in->reached_us < settings->from_us)
        (void)fault_input(
            f, "%s ended at %.6f s, before the %.6f s that --from asks for; give a smaller number",
            name, reached, (double)settings->from_us / 1e6);
    else if (in->reached_us < settings->until_us)
        notice_print("%s ended at %.6f s, before the %.6f s of --until", name, reached,
                     (double)settings->until_us / 1e6);
}

bool input_mark(struct input *in, const char *text)
{
    if (in->recorder == NULL || in->source == NULL)
        return false;
    recorder_note(in->recorder, NOTE_MARK, text, now_us(in));
    return true;
}

void input_close(struct input *in, struct fault *f)
{
    uint64_t end_us = now_us(in);

    if (in->source != NULL && in->is_recording)
        in->reached_us = source_recording_time_us(in->source);
    if (in->source != NULL)
        in->source->close(in->source);
    in->source = NULL;
    if (in->recorder != NULL)
        recorder_close(in->recorder, end_us, f);
    in->recorder = NULL;
}
