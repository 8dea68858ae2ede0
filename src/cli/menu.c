/* Each choice answers in one line, apart from those that were asked for more. */
#include "cli/menu.h"

#include "base/out.h"
#include "base/plural.h"
#include "cli/status.h"
#include "cli/terminal.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static struct console *console_of(struct terminal *t)
{
    return &t->session->console;
}

static void show_keys(struct terminal *t)
{
    char menu[8], end[8];

    console_say(console_of(t), "%s or Ctrl-] ends; %s and one of these, with or without Ctrl:",
                key_name(t->keys.end_key, end), key_name(t->keys.menu_key, menu));
    for (const struct menu_item *item = menu_items; item->run != NULL; item++)
        console_say(console_of(t), "  %c  %s", item->letter, item->about);
    console_say(console_of(t), "  %s, %s or Ctrl-] once more sends that key to the device", menu,
                end);
}

static void quit(struct terminal *t)
{
    session_finish(t->session, SESSION_INTERRUPTED);
}

static void set_wire(struct terminal *t, enum line_wire wire, const char *name, bool *state)
{
    struct source *source = t->session->source;
    struct fault f = {0};

    if (source->set_wire == NULL)
        console_say(console_of(t), "%s has no %s line", source->name, name);
    else if (source->set_wire(source, wire, !*state, &f) != HPT_OK)
        console_say(console_of(t), "%s", f.message);
    else {
        *state = !*state;
        console_say(console_of(t), "%s is %s", name, *state ? "on" : "off");
    }
}

static void toggle_dtr(struct terminal *t)
{
    set_wire(t, WIRE_DTR, "DTR", &t->dtr);
}

static void toggle_rts(struct terminal *t)
{
    set_wire(t, WIRE_RTS, "RTS", &t->rts);
}

static void send_break(struct terminal *t)
{
    terminal_drive(t, "B1|W0.25|B0", "break");
}

static void reset_board(struct terminal *t)
{
    struct fault f = {0};
    const char *steps =
        reset_sequence_for(t->session->source, t->settings->source.reset_sequence, &f);

    if (steps != NULL)
        terminal_drive(t, steps, "reset");
    else
        console_say(console_of(t), "%s", f.message);
}

static void toggle_hex(struct terminal *t)
{
    struct hpt_log_options options = *hpt_log_view_options(t->view);
    enum hpt_view other = t->settings->plain ? HPT_VIEW_PLAIN : HPT_VIEW_HEAP;

    options.view = options.view == HPT_VIEW_HEX ? other : HPT_VIEW_HEX;
    terminal_change_view(t, &options);
    console_say(console_of(t), options.view == HPT_VIEW_HEX ? "bytes are shown in hex"
                                                            : "bytes are shown as text");
}

static void next_stamps(struct terminal *t)
{
    static const char *const names[HPT_STAMPS_COUNT] = {
        "no times", "times since the line before", "times since the start",
        "times of the wall clock", "times in seconds since 1970"};
    struct hpt_log_options options = *hpt_log_view_options(t->view);

    options.stamps = (enum hpt_stamps)((options.stamps + 1) % HPT_STAMPS_COUNT);
    terminal_change_view(t, &options);
    console_say(console_of(t), "%s in front of the lines", names[options.stamps]);
}

static void toggle_echo(struct terminal *t)
{
    t->echo = !t->echo;
    console_say(console_of(t), "what is typed is %s here", t->echo ? "shown" : "not shown");
}

static void next_eol(struct terminal *t)
{
    struct send_options *o = &t->sender.options;

    o->eol = (enum eol)((o->eol + 1) % EOL_COUNT);
    console_say(console_of(t), "Enter sends %s", eol_name(o->eol));
}

static void toggle_line_mode(struct terminal *t)
{
    bool on = t->typing != TYPING_LINES;

    terminal_set_line_mode(t, on);
    if (on)
        console_say(console_of(t), "lines are edited here and sent with Enter; Ctrl-D ends that");
    else
        console_say(console_of(t), "each key is sent as it is typed");
}

static void show_map(struct terminal *t)
{
    const struct hpt_state *state = hpt_state(t->session->tracker);
    struct hpt_out *o = &console_of(t)->output.out;

    if (state->heap_count == 0) {
        console_say(console_of(t), "there is no map yet: no heap trace with an address was seen");
        return;
    }
    hpt_log_view_fresh_line(t->view);
    hpt_write_map(o, state, hpt_log_view_options(t->view));
    hpt_write_trust(o, state);
    out_char(o, '\n');
    session_flush(t->session);
}

static void explain(struct terminal *t)
{
    const struct hpt_state *s = hpt_state(t->session->tracker);
    struct hpt_failure f = hpt_explain_failure(s, s->largest_allocatable + 1);
    const char *about = f.is_least                                 ? "at least "
                        : s->exactness.level == HPT_LEVEL_INFERRED ? "about "
                                                                   : "";

    if (s->heap_count == 0) {
        console_say(console_of(t), "nothing is known of the heap yet: no heap trace was seen");
        return;
    }
    console_say(console_of(t),
                "malloc could give %s%llu byte%s%s; %s%llu byte%s %s free in %llu hole%s, "
                "%llu block%s with %llu byte%s %s live, %llu allocation%s %s failed",
                about, (unsigned long long)s->largest_allocatable, plural(s->largest_allocatable),
                f.is_least ? "" : " at most", about, (unsigned long long)s->free_bytes,
                plural(s->free_bytes), are(s->free_bytes), (unsigned long long)f.holes,
                plural(f.holes), (unsigned long long)s->live_blocks, plural(s->live_blocks),
                (unsigned long long)s->live_bytes, plural(s->live_bytes), are(s->live_blocks),
                (unsigned long long)s->failures, plural(s->failures), have(s->failures));
}

static void toggle_log(struct terminal *t)
{
    logs_toggle(&t->logs);
}

static void toggle_pause(struct terminal *t)
{
    struct output *o = &console_of(t)->output;

    bool on = !o->is_paused;

    if (on)
        console_say(console_of(t),
                    "the screen stands still, everything else goes on; the same keys "
                    "show what came");
    else if (output_pending(o) == 0)
        console_say(console_of(t), "the screen goes on; nothing came meanwhile");
    output_flush(o);
    console_pause(console_of(t), on);
}

static void send_file(struct terminal *t)
{
    if (sender_has_file(&t->sender))
        sender_stop_file(&t->sender);
    else
        terminal_ask_file(t);
}

/* The whole job, as the terminal would if it were not raw. */
static void suspend(struct terminal *t)
{
    (void)t;
    (void)kill(0, SIGTSTP);
}

static void clear(struct terminal *t)
{
    static const char erase[] = "\033[H\033[2J\033[3J";

    if (isatty(STDOUT_FILENO) == 0) {
        console_say(console_of(t), "there is no screen to clear");
        return;
    }
    hpt_log_view_fresh_line(t->view);
    output_insist(&console_of(t)->output, erase, sizeof erase - 1);
    session_flush(t->session);
}

static void full_screen(struct terminal *t)
{
    t->full(t->host);
}

const struct menu_item menu_items[] = {
    {'?', "these keys", show_keys},
    {'q', "end", quit},
    {'b', "send a break", send_break},
    {'d', "switch DTR on or off", toggle_dtr},
    {'r', "switch RTS on or off", toggle_rts},
    {'R', "reset the board", reset_board},
    {'h', "bytes in hex, or as text", toggle_hex},
    {'t', "times in front of lines: none, delta, elapsed, iso, unix", next_stamps},
    {'e', "show what is typed, or not (local echo)", toggle_echo},
    {'n', "what Enter sends: cr, crlf or lf", next_eol},
    {'i', "edit lines here and send them whole, or each key at once", toggle_line_mode},
    {'s', "send a file; once more: stop sending it", send_file},
    {'l', "logs on or off", toggle_log},
    {'k', "set a mark, with words if you like", terminal_mark},
    {'m', "the map of the heap now", show_map},
    {'x', "how the heap is now", explain},
    {'v', "the full screen: map, curves, time travel; v there leads back", full_screen},
    {'p', "hold the screen, or let it go on", toggle_pause},
    {'c', "clear the screen", clear},
    {'z', "stop heapterm; the shell's fg lets it go on", suspend},
    {'S', "port, settings and counts", status_show},
    {0},
};

void menu_choose(struct terminal *t, char letter)
{
    char menu[8];

    for (const struct menu_item *item = menu_items; item->run != NULL; item++)
        if (item->letter == letter) {
            item->run(t);
            return;
        }
    console_say(console_of(t), "%s and that key do nothing; %s ? shows the keys",
                key_name(t->keys.menu_key, menu), menu);
}
