#include "cli/stage.h"

#include "base/plural.h"
#include "cli/mark.h"

static void quit(void *self)
{
    struct stage *s = self;

    session_finish(s->session, s->is_over ? s->ended_as : SESSION_INTERRUPTED);
}

/* To the log view, where what came meanwhile stands. */
static void leave(void *self)
{
    struct stage *s = self;

    if (s->is_over) {
        quit(s);
        return;
    }
    full_leave(&s->full);
    keyboard_start(&s->session->keyboard, &s->session->loop);
    if (s->session->client.resized != NULL)
        s->session->client.resized(s->session->client.self);
    session_flush(s->session);
}

static void set_mark(void *self, const char *words)
{
    struct stage *s = self;

    mark_set(s->terminal);
    mark_name(s->terminal, words);
    full_mark(&s->full, words);
}

static void send_line(void *self, struct hpt_str text)
{
    struct stage *s = self;

    sender_type(&s->terminal->sender, text.at, text.len);
    sender_put_eol(&s->terminal->sender);
}

static enum hpt_status prepare(struct stage *s, struct fault *f)
{
    const struct full_host host = {.self = s,
                                   .quit = quit,
                                   .leave = s->is_only ? NULL : leave,
                                   .mark = set_mark,
                                   .send = send_line};

    return full_is_open(&s->full) ? HPT_OK : full_open(&s->full, s->session, &host, f);
}

/* From the log view. */
static void show_full(void *self)
{
    struct stage *s = self;
    struct fault f = {0};

    if (prepare(s, &f) == HPT_OK) {
        terminal_leave_lines(s->terminal);
        keyboard_stop(&s->session->keyboard);
        if (full_enter(&s->full, &f) == HPT_OK)
            return;
        keyboard_start(&s->session->keyboard, &s->session->loop);
    }
    console_say(&s->session->console, "%s", f.message);
}

enum hpt_status stage_open(struct stage *s, struct session *session, struct terminal *terminal,
                           bool is_only, struct fault *f)
{
    s->session = session;
    s->terminal = terminal;
    s->is_only = is_only;
    terminal->host = s;
    terminal->full = show_full;
    if (!is_only)
        return HPT_OK;
    return prepare(s, f) == HPT_OK ? full_enter(&s->full, f) : f->status;
}

static void say_end(struct stage *s)
{
    const struct hpt_state *state = hpt_state(s->session->tracker);
    const struct fault *fault = s->session->fault;
    char text[APP_TEXT];

    if (fault->status != HPT_OK)
        (void)snprintf(text, sizeof text, "%.250s", fault->message);
    else
        (void)snprintf(text, sizeof text, "all of %.100s is read: %llu event%s in %llu run%s",
                       input_name(s->session->settings), (unsigned long long)state->event,
                       plural(state->event), (unsigned long long)state->run, plural(state->run));
    full_ended(&s->full, text);
}

bool stage_stays(struct stage *s, enum session_end end)
{
    if (!stage_is_full(s))
        return false;
    s->is_over = true;
    s->ended_as = end;
    if (session_conclude(s->session) != HPT_OK)
        return false;
    say_end(s);
    return true;
}

void stage_resumed(struct stage *s)
{
    if (stage_is_full(s))
        keyboard_stop(&s->session->keyboard);
    full_resumed(&s->full);
}

void stage_close(struct stage *s)
{
    full_close(&s->full);
}
