#include "cli/terminal.h"

#include "base/bytemap.h"
#include "base/plural.h"
#include "cli/escapes.h"
#include "cli/menu.h"
#include "cli/status.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_MS = 10 };

static void on_trouble(void *self, const char *sentence)
{
    struct terminal *t = self;

    if (t->session != NULL)
        console_say(&t->session->console, "%s", sentence);
}

enum hpt_status terminal_open(struct terminal *t, const struct settings *settings, struct fault *f)
{
    *t = (struct terminal){.settings = settings,
                           .echo = settings->echo,
                           .dtr = settings->source.dtr != WIRE_OFF,
                           .rts = settings->source.rts != WIRE_OFF};
    if (logs_open(&t->logs, settings, t, on_trouble, f) != HPT_OK)
        return f->status;
    return wait_for_open(&t->wait_for, settings->wait_for) == HPT_OK ? HPT_OK : fault_memory(f);
}

/* Local echo is for whoever sits at the screen: what goes into a pipe is the device's. */
static void echo(struct terminal *t, const char *bytes, size_t size)
{
    const struct hpt_str typed = {bytes, size};
    uint64_t now = clock_us(&t->session->source->clock);

    if (isatty(STDOUT_FILENO) == 0)
        return;
    hpt_log_view_echo(t->view, typed, now);
    view_log_echo(&t->logs.lines, typed, now);
    session_flush(t->session);
}

static void on_sent(void *self, const char *bytes, size_t size)
{
    struct terminal *t = self;

    (void)bytes;
    t->handed_on += size;
}

static void on_file_done(void *self, const char *name, uint64_t size, int error)
{
    struct terminal *t = self;
    struct console *s = &t->session->console;
    unsigned long long bytes = size;

    if (error == 0)
        console_say(s, "%s was sent: %llu byte%s", name, bytes, plural(bytes));
    else if (error == ECANCELED)
        console_say(s, "%s is sent no further; %llu byte%s of it went out", name, bytes,
                    plural(bytes));
    else
        console_say(s, "sending %s ended after %llu byte%s: %s", name, bytes, plural(bytes),
                    strerror(error));
}

static void on_typed(void *self, const char *bytes, size_t size)
{
    struct terminal *t = self;

    sender_type(&t->sender, bytes, size);
    if (t->echo)
        echo(t, bytes, size);
}

static void on_chosen(void *self, char letter)
{
    menu_choose(self, letter);
}

static void on_ended(void *self)
{
    struct terminal *t = self;

    session_finish(t->session, SESSION_INTERRUPTED);
}

static void send_at_start(struct terminal *t)
{
    const char *text = t->settings->send_text;
    size_t size;

    if (text == NULL)
        return;
    char *bytes = malloc(strlen(text) + 1);
    if (bytes == NULL || !escapes_take(text, bytes, &size)) {
        console_say(&t->session->console, "there is no memory for the text to send");
        free(bytes);
        return;
    }
    sender_put(&t->sender, bytes, size);
    sender_put_eol(&t->sender);
    free(bytes);
}

/* The kernel tells nobody when a line has sent its last byte. */
static void look_for_departure(uv_timer_t *timer)
{
    struct terminal *t = timer->data;
    const struct source *source = t->session->source;

    if (!t->keys_ended || !t->settings->until_sent || sender_backlog(&t->sender) > 0)
        return;
    if (source->unsent == NULL || source->unsent(source) == 0)
        session_finish(t->session, SESSION_DONE);
    else
        (void)uv_timer_start(&t->departure, look_for_departure, LOOK_MS, 0);
}

static void on_idle(void *self)
{
    struct terminal *t = self;

    keyboard_hold(&t->session->keyboard, false);
    look_for_departure(&t->departure);
}

void terminal_start(struct terminal *t, struct session *session, struct hpt_log_view *view)
{
    t->session = session;
    t->view = view;
    sender_open(&t->sender, &session->loop, session->source, &t->settings->send);
    t->has_sender = true;
    if (t->settings->omap != NULL) {
        struct hpt_str unknown;
        bytemap_init(&t->omap);
        (void)bytemap_parse(&t->omap, t->settings->omap,
                            &unknown); /* looked at when it was given */
        t->sender.options.map = &t->omap;
    }
    t->sender.self = t;
    t->sender.sent = on_sent;
    t->sender.file_done = on_file_done;
    t->sender.idle = on_idle;
    (void)uv_timer_init(&session->loop, &t->departure);
    t->departure.data = t;
    (void)uv_timer_init(&session->loop, &t->rest);
    t->rest.data = t;
    t->keys = (struct keys){.end_key = t->settings->end_key,
                            .menu_key = t->settings->menu_key,
                            .self = t,
                            .typed = on_typed,
                            .chosen = on_chosen,
                            .ended = on_ended};
    status_opened(t);
    send_at_start(t);
    if (t->settings->line_mode && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1)
        terminal_set_line_mode(t, true);
}

bool terminal_received(struct terminal *t, const char *bytes, size_t size)
{
    t->received += size;
    t->in_line = bytes[size - 1] != '\n' && bytes[size - 1] != '\r';
    log_file_add(&t->logs.bytes, bytes, size);
    return wait_for_take(&t->wait_for, bytes, size);
}

void terminal_keys(struct terminal *t, const char *bytes, size_t size, bool is_terminal)
{
    if (!is_terminal) {
        sender_put(&t->sender, bytes, size);
        if (sender_is_full(&t->sender))
            keyboard_hold(&t->session->keyboard, true);
        return;
    }
    while (size > 0 && t->session->end == SESSION_RUNS) {
        size_t used = t->typing != TYPING_KEYS ? terminal_edit(t, bytes, size)
                                               : keys_take(&t->keys, bytes, size);
        bytes += used;
        size -= used;
    }
}

void terminal_keys_ended(struct terminal *t)
{
    t->keys_ended = true;
    look_for_departure(&t->departure);
}

void terminal_drained(struct terminal *t)
{
    sender_drained(&t->sender);
    look_for_departure(&t->departure);
    if (!sender_is_full(&t->sender))
        keyboard_hold(&t->session->keyboard, false);
}

void terminal_lost(struct terminal *t)
{
    uint64_t dropped = sender_drop(&t->sender);

    t->in_line = false;
    t->wait_for.length = 0;
    reset_stop(&t->wires);
    if (dropped > 0)
        console_say(&t->session->console, "%llu byte%s that waited for a delay %s not sent",
                    (unsigned long long)dropped, plural(dropped), were(dropped));
    if (!t->settings->until_sent)
        return;
    (void)fault_input(t->session->fault, "%s went away before all was sent; send it again",
                      t->session->source->name);
    session_finish(t->session, SESSION_DONE);
}

void terminal_leave(struct terminal *t)
{
    reset_stop(&t->wires);
}

void terminal_stop(struct terminal *t)
{
    terminal_leave_lines(t);
    if (t->has_sender) {
        (void)uv_timer_stop(&t->sender.pace);
        (void)uv_timer_stop(&t->departure);
        (void)uv_timer_stop(&t->rest);
    }
}

enum hpt_status terminal_close(struct terminal *t, struct fault *f)
{
    editor_free(t->editor);
    wait_for_close(&t->wait_for);
    if (t->has_sender) {
        sender_close(&t->sender);
        uv_close((uv_handle_t *)&t->departure, NULL);
        uv_close((uv_handle_t *)&t->rest, NULL);
    }
    return logs_close(&t->logs, f);
}

static void on_driven(void *self, const struct fault *fault)
{
    struct terminal *t = self;

    if (fault->status != HPT_OK && t->session->end == SESSION_RUNS)
        console_say(&t->session->console, "%s", fault->message);
}

void terminal_drive(struct terminal *t, const char *steps, const char *name)
{
    struct source *source = t->session->source;
    struct console *c = &t->session->console;

    if (source->set_wire == NULL) {
        console_say(c, "%s has no wires for a %s", source->name, name);
    } else if (t->wires.source != NULL) {
        console_say(c, "another reset or break is not over yet");
    } else {
        t->wires.self = t;
        t->wires.done = on_driven;
        console_say(c, "%s, by %s", name, steps);
        reset_start(&t->wires, &t->session->loop, source, steps);
    }
}

void terminal_change_view(struct terminal *t, const struct hpt_log_options *options)
{
    hpt_log_view_change(t->view, options);
    view_log_change(&t->logs.lines, options);
}
