#include "cli/status.h"

#include "base/append.h"
#include "base/plural.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <unistd.h>

enum { LINE_TEXT = 160 };

static const char *on_or_off(bool on)
{
    return on ? "on" : "off";
}

/* Of a line that can be asked, all; of one behind a network what was set last. */
static void add_wires(char text[LINE_TEXT], const struct terminal *t)
{
    const struct source *s = t->session->source;
    int lines = s->lines != NULL ? s->lines(s) : -1;

    if (lines >= 0)
        append(text, LINE_TEXT, ", DTR %s, RTS %s, CTS %s, DSR %s, CD %s",
               on_or_off(lines & LINE_DTR), on_or_off(lines & LINE_RTS),
               on_or_off(lines & LINE_CTS), on_or_off(lines & LINE_DSR),
               on_or_off(lines & LINE_CD));
    else if (s->lines == NULL)
        append(text, LINE_TEXT, ", DTR %s, RTS %s", on_or_off(t->dtr), on_or_off(t->rts));
    else
        append(text, LINE_TEXT, s->is_away ? "" : ", no DTR and RTS lines");
}

static void write_line(char text[LINE_TEXT], const struct terminal *t)
{
    const struct source_options *o = &t->settings->source;

    text[0] = '\0';
    if (t->session->source->set_wire == NULL)
        return;
    append(text, LINE_TEXT, " at %lu baud %u%c%u, flow control %s", (unsigned long)o->baud,
           o->framing.data_bits, o->framing.parity, o->framing.stop_bits, flow_name(o->flow));
}

/* Handed on, and neither waiting nor lost. */
static uint64_t sent(const struct terminal *t)
{
    const struct source *s = t->session->source;
    uint64_t missing = s->lost + s->queued;

    return t->handed_on > missing ? t->handed_on - missing : 0;
}

void status_show(struct terminal *t)
{
    uint64_t waiting = sender_backlog(&t->sender);
    const struct source *s = t->session->source;
    char line[LINE_TEXT], waits[64] = "", logs[2100];

    logs_name(&t->logs, logs, sizeof logs);
    write_line(line, t);
    if (s->set_wire != NULL)
        add_wires(line, t);
    if (waiting > 0)
        (void)snprintf(waits, sizeof waits, " and %llu waiting", (unsigned long long)waiting);
    console_say(&t->session->console,
                "%s%s%s; received %llu byte%s, sent %llu%s; Enter sends %s, echo %s, line mode %s; "
                "recording %s, log %s",
                s->name, s->is_away ? " (away)" : "", line, (unsigned long long)t->received,
                plural(t->received), (unsigned long long)sent(t), waits,
                eol_name(t->sender.options.eol), on_or_off(t->echo),
                on_or_off(t->typing == TYPING_LINES),
                t->settings->record != NULL ? t->settings->record : "off", logs);
}

void status_opened(struct terminal *t)
{
    struct session *s = t->session;
    char line[LINE_TEXT], menu[8], end[8];

    if (s->source->port == NULL || s->client.keys == NULL || isatty(STDIN_FILENO) == 0 ||
        isatty(STDOUT_FILENO) == 0 || isatty(STDERR_FILENO) == 0)
        return;
    write_line(line, t);
    console_say(&s->console, "%s is open%s; %s ends, %s ? shows the keys", s->source->name, line,
                key_name(t->keys.end_key, end), key_name(t->keys.menu_key, menu));
}
