/* Lines that are edited here before they are sent, the name of a file to send, and that of a mark.
 */
#include "cli/file_name.h"
#include "cli/mark.h"
#include "cli/terminal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { REST_MS = 100 };

static void on_draw(void *self, const char *bytes, size_t size)
{
    struct terminal *t = self;

    output_insist(&t->session->console.output, bytes, size);
}

static void on_lift(void *veil)
{
    editor_hide(veil);
}

static bool open_editor(struct terminal *t)
{
    struct fault f = {0};

    if (t->editor == NULL)
        t->editor = editor_new(t, on_draw, &f);
    if (t->editor == NULL)
        console_say(&t->session->console, "%s", f.message);
    return t->editor != NULL;
}

static void begin_line(struct terminal *t)
{
    static const enum editor_wish wishes[] = {[TYPING_LINES] = EDIT_LINE,
                                              [TYPING_FILE_NAME] = EDIT_FILE_NAME,
                                              [TYPING_MARK_NAME] = EDIT_WORDS};
    struct output *o = &t->session->console.output;
    char prompt[64] = "> ";

    if (t->typing == TYPING_FILE_NAME)
        (void)snprintf(prompt, sizeof prompt, "--- send file: ");
    else if (t->typing == TYPING_MARK_NAME)
        (void)snprintf(prompt, sizeof prompt,
                       "--- words for mark %llu, or Enter: ", (unsigned long long)t->marks);
    hpt_log_view_fresh_line(t->view);
    editor_begin(t->editor, prompt, wishes[t->typing]);
    o->veil = t->editor;
    o->lift = on_lift;
    output_flush(o);
}

static void end_lines(struct terminal *t)
{
    t->session->console.output.lift = NULL;
    t->typing = TYPING_KEYS;
}

void terminal_leave_lines(struct terminal *t)
{
    if (t->typing == TYPING_KEYS)
        return;
    editor_hide(t->editor);
    end_lines(t);
}

void terminal_set_line_mode(struct terminal *t, bool on)
{
    terminal_leave_lines(t);
    if (!on || !open_editor(t))
        return;
    t->typing = TYPING_LINES;
    begin_line(t);
}

static bool is_asked(const struct terminal *t)
{
    return t->typing == TYPING_FILE_NAME || t->typing == TYPING_MARK_NAME;
}

static void ask(struct terminal *t, enum typing what)
{
    if (is_asked(t) || !open_editor(t))
        return;
    t->typing_before = t->typing;
    if (t->typing != TYPING_KEYS)
        editor_put_aside(t->editor);
    t->typing = what;
    begin_line(t);
}

void terminal_ask_file(struct terminal *t)
{
    ask(t, TYPING_FILE_NAME);
}

void terminal_mark(struct terminal *t)
{
    mark_set(t);
    if (isatty(STDOUT_FILENO) == 1)
        ask(t, TYPING_MARK_NAME);
}

static void send_named_file(struct terminal *t)
{
    struct fault f = {0};
    char path[PATH_MAX];

    if (t->session->source->is_away)
        console_say(&t->session->console, "%s is away; send the file when it is back",
                    t->session->source->name);
    else if (!file_name_take(editor_line(t->editor), path))
        console_say(&t->session->console, "no file is sent");
    else if (sender_file(&t->sender, path, &f) != HPT_OK)
        console_say(&t->session->console, "%s", f.message);
}

static void line_is_ready(struct terminal *t, enum editor_news news)
{
    enum typing was = t->typing;

    end_lines(t);
    hpt_log_view_fresh_line(t->view); /* the row above is no longer the one above the cursor */
    if (was == TYPING_FILE_NAME && news == EDITOR_LINE)
        send_named_file(t);
    else if (was == TYPING_FILE_NAME)
        console_say(&t->session->console, "no file is sent");
    if (was == TYPING_MARK_NAME && news == EDITOR_LINE)
        mark_name(t, editor_line(t->editor));
    if (was == TYPING_LINES && news == EDITOR_LINE) {
        sender_type(&t->sender, editor_line(t->editor), strlen(editor_line(t->editor)));
        sender_put_eol(&t->sender);
    }
    if (was == TYPING_LINES && news == EDITOR_GIVEN_UP)
        console_say(&t->session->console, "line mode is off: each key is sent as it is typed");
    else if (was == TYPING_LINES || t->typing_before == TYPING_LINES)
        terminal_set_line_mode(t, true);
}

/* Where a half line of the device was left, in the row above the edited line. */
static void on_go_back(void *self, unsigned column)
{
    struct terminal *t = self;
    char text[32];

    editor_hide(t->editor);
    int size = snprintf(text, sizeof text, "\033[A\033[%uC", column);
    output_insist(&t->session->console.output, text, (size_t)size);
}

static void stand_again(struct terminal *t)
{
    if (!editor_is_hidden(t->editor))
        return;
    (void)hpt_log_view_step_aside(t->view, on_go_back, t);
    editor_show(t->editor);
}

/* Keys up to the first that means something to us are for the line. */
size_t terminal_edit(struct terminal *t, const char *bytes, size_t size)
{
    size_t run = keys_run(&t->keys, bytes, size), used = 0;

    if (run == 0 || t->keys.in_menu)
        return keys_take(&t->keys, bytes, size);
    stand_again(t);
    enum editor_news news = editor_keys(t->editor, bytes, run, &used);
    output_flush(&t->session->console.output);
    if (news == EDITOR_FILES)
        console_say(&t->session->console, "%s", editor_line(t->editor));
    else if (news != EDITOR_GOES_ON)
        line_is_ready(t, news);
    return used;
}

static void on_rest(uv_timer_t *timer)
{
    struct terminal *t = timer->data;

    if (t->typing == TYPING_KEYS)
        return;
    stand_again(t);
    output_flush(&t->session->console.output);
}

/* The line stands again below whole lines of the device at once, below a half one when no more
 * comes: else each piece of it would get a row. */
void terminal_restore(struct terminal *t)
{
    if (t->typing == TYPING_KEYS || t->session->console.output.lift == NULL)
        return;
    if (t->in_line)
        (void)uv_timer_start(&t->rest, on_rest, REST_MS, 0);
    else
        stand_again(t);
}

void terminal_resized(struct terminal *t)
{
    if (t->typing == TYPING_KEYS)
        return;
    hpt_log_view_fresh_line(t->view); /* the row above may be another one now */
    editor_resize(t->editor);
    output_flush(&t->session->console.output);
}
