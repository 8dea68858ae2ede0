#include "cli/view_log.h"

#include "base/out.h"

#include <string.h>

void view_log_flush(struct view_log *l)
{
    log_file_add(&l->file, l->bytes, l->used);
    l->used = 0;
}

static bool collect(void *self, const char *bytes, size_t size)
{
    struct view_log *l = self;

    if (size > sizeof l->bytes - l->used)
        view_log_flush(l);
    if (size > sizeof l->bytes) {
        log_file_add(&l->file, bytes, size);
        return true;
    }
    memcpy(l->bytes + l->used, bytes, size);
    l->used += size;
    return true;
}

/* Control sequences are shown as on a terminal, also when --raw lets the terminal obey them. */
static struct hpt_log_options for_file(const struct hpt_log_options *screen)
{
    struct hpt_log_options options = *screen;

    options.color = false;
    options.safe = true;
    options.columns = NULL;
    return options;
}

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct view_log *l = self;

    l->shown.text(l->shown.self, bytes, time_us);
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct view_log *l = self;

    l->shown.event(l->shown.self, event, state);
}

static void on_notice(void *self, const struct hpt_notice *notice, const struct hpt_state *state)
{
    struct view_log *l = self;

    l->shown.notice(l->shown.self, notice, state);
}

static void on_input(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct view_log *l = self;

    l->shown.input(l->shown.self, bytes, time_us);
}

/* Half a character or half a row is shown to somebody who waits, and then taken back; a file gets
 * it when it is whole, or over. */
static void on_pause(void *self, bool is_over)
{
    struct view_log *l = self;

    if (is_over)
        l->shown.pause(l->shown.self, true);
    view_log_flush(l);
}

enum hpt_status view_log_start(struct view_log *l, struct hpt_tracker *tracker,
                               const struct hpt_log_options *options)
{
    const struct hpt_log_options plain = for_file(options);
    const struct hpt_observer observer = {.self = l,
                                          .text = on_text,
                                          .event = on_event,
                                          .notice = on_notice,
                                          .input = on_input,
                                          .pause = on_pause};

    l->out = (struct hpt_out){.self = l, .write = collect};
    l->view = hpt_log_view_new(&l->out, &plain);
    if (l->view == NULL)
        return HPT_ERR_MEMORY;
    l->shown = hpt_log_view_observer(l->view);
    return hpt_observe(tracker, &observer);
}

void view_log_change(struct view_log *l, const struct hpt_log_options *options)
{
    const struct hpt_log_options plain = for_file(options);

    if (l->view == NULL)
        return;
    hpt_log_view_change(l->view, &plain);
    view_log_flush(l);
}

void view_log_echo(struct view_log *l, struct hpt_str text, uint64_t time_us)
{
    if (l->view == NULL)
        return;
    hpt_log_view_echo(l->view, text, time_us);
    view_log_flush(l);
}

void view_log_say(struct view_log *l, const char *sentence)
{
    if (l->view == NULL)
        return;
    hpt_log_view_fresh_line(l->view);
    out_text(&l->out, "--- ");
    out_text(&l->out, sentence);
    out_char(&l->out, '\n');
    view_log_flush(l);
}

void view_log_finish(struct view_log *l, const struct hpt_state *state)
{
    if (l->view == NULL)
        return;
    if (state != NULL)
        hpt_log_view_summary(l->view, state);
    else
        hpt_log_view_fresh_line(l->view);
    view_log_flush(l);
}

void view_log_release(struct view_log *l)
{
    hpt_log_view_free(l->view);
    l->view = NULL;
}
