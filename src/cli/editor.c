#include "cli/editor.h"

#include "base/str.h"
#include "cli/edit_complete.h"
#include "cli/edit_input.h"

#include <fcntl.h>
#include <histedit.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LINE_SIZE = 65536, HISTORY = 500, FILES_TEXT = 1000, CTRL_D = 4 };

/* libedit sets up the terminal that it reads from, and waits for its output to drain. It gets a
 * pseudo terminal of its own for that: ours stays as it is, and a screen that stands still does not
 * stop the program. Keys are fed to it, and what it draws is handed on. */
struct editor {
    void *self;
    void (*write)(void *self, const char *bytes, size_t size);
    EditLine *line;
    HistoryW *history;
    FILE *nothing; /* its input, which it never reads */
    FILE *screen;
    int master, slave;
    char prompt[80];
    enum editor_wish wish;
    bool is_hidden;
    bool is_open;   /* a line has begun */
    bool is_quoted; /* the next key is a character of the line, whatever it is */
    bool has_files; /* and `text` says which */
    struct edit_input input;
    wchar_t *aside; /* a line that goes on when another one is done */
    char text[LINE_SIZE];
};

#define COMPLETE_FILE "heapterm-complete-file"
#define QUOTE_KEY "heapterm-quote-key"

static ssize_t on_draw(void *cookie, const char *bytes, size_t size)
{
    struct editor *e = cookie;

    e->write(e->self, bytes, size);
    return (ssize_t)size;
}

static struct editor *editor_of(EditLine *line)
{
    void *self = NULL;

    return el_get(line, EL_CLIENTDATA, &self) == 0 ? self : NULL;
}

static char *on_prompt(EditLine *line)
{
    static char nothing[] = "";
    struct editor *e = editor_of(line);

    return e != NULL ? e->prompt : nothing;
}

/* The next character; 0 when there is none yet. */
static int on_read(EditLine *line, wchar_t *c)
{
    struct editor *e = editor_of(line);

    return e != NULL && edit_input_take(&e->input, c) ? 1 : 0;
}

static unsigned char on_complete(EditLine *line, int key)
{
    struct editor *e = editor_of(line);

    (void)key;
    if (e == NULL)
        return CC_ERROR;
    enum edit_completion done = edit_complete(line, e->text, FILES_TEXT);
    e->has_files = done == COMPLETED_UP_TO_CHOICE;
    return done == COMPLETED_NOTHING ? CC_ERROR : CC_REFRESH;
}

static unsigned char on_quote(EditLine *line, int key)
{
    struct editor *e = editor_of(line);

    (void)key;
    if (e != NULL)
        e->is_quoted = true;
    return CC_NORM;
}

static void draw(struct editor *e)
{
    (void)fflush(e->screen);
}

static bool open_streams(struct editor *e)
{
    const cookie_io_functions_t functions = {.write = on_draw};

    e->master = e->slave = -1;
    if (openpty(&e->master, &e->slave, NULL, NULL, NULL) != 0)
        return false;
    (void)fcntl(e->master, F_SETFD, FD_CLOEXEC);
    (void)fcntl(e->slave, F_SETFD, FD_CLOEXEC);
    e->nothing = fopen("/dev/null", "re");
    e->screen = fopencookie(e, "w", functions);
    return e->nothing != NULL && e->screen != NULL;
}

/* Some of libedit's own functions read further keys before they return, and find none. */
static void bind_keys(EditLine *line)
{
    static const struct {
        const char *key, *function;
    } ours[] = {{"^R", "ed-search-prev-history"},
                {"^S", "ed-search-next-history"},
                {"^V", QUOTE_KEY},
                {"\\ex", "ed-unassigned"},
                {"\\eX", "ed-unassigned"}};

    /* The narrow twin of el_wset keeps copies of the two texts, and frees them never. */
    (void)el_wset(line, EL_ADDFN, L"" COMPLETE_FILE, L"complete the name of a file", on_complete);
    (void)el_wset(line, EL_ADDFN, L"" QUOTE_KEY, L"take the next key as it is", on_quote);
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        (void)el_set(line, EL_BIND, ours[i].key, ours[i].function, NULL);
}

static bool open_line(struct editor *e)
{
    HistEventW event;

    e->history = history_winit();
    e->line =
        el_init_fd("heapterm", e->nothing, e->screen, e->screen, e->slave, e->slave, e->slave);
    if (e->history == NULL || e->line == NULL)
        return false;
    (void)history_w(e->history, &event, H_SETSIZE, HISTORY);
    (void)history_w(e->history, &event, H_SETUNIQUE, 1);
    (void)el_set(e->line, EL_CLIENTDATA, e);
    (void)el_set(e->line, EL_PROMPT, on_prompt);
    (void)el_set(e->line, EL_EDITOR, "emacs");
    (void)el_wset(e->line, EL_HIST, history_w, e->history);
    (void)el_wset(e->line, EL_GETCFN, on_read);
    bind_keys(e->line);
    (void)el_source(e->line, NULL);
    return true;
}

struct editor *editor_new(void *self, void (*write)(void *self, const char *bytes, size_t size),
                          struct fault *f)
{
    struct editor *e = calloc(1, sizeof *e);

    if (e == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    e->self = self;
    e->write = write;
    if (open_streams(e) && open_line(e))
        return e;
    (void)fault_input(f,
                      "there is no pseudo terminal or no memory for editing a line; type without "
                      "line mode");
    editor_free(e);
    return NULL;
}

static unsigned columns_of_terminal(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* The size may have changed since the last line. */
static void take_size(struct editor *e)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        (void)ioctl(e->slave, TIOCSWINSZ, &size);
        el_resize(e->line);
    }
}

/* A tab is for the device, or completes the name of a file. */
static void bind_tab(struct editor *e, enum editor_wish wish)
{
    (void)el_set(e->line, EL_BIND, "^I", wish == EDIT_FILE_NAME ? COMPLETE_FILE : "ed-insert",
                 NULL);
}

void editor_put_aside(struct editor *e)
{
    const LineInfoW *line = el_wline(e->line);
    size_t length = (size_t)(line->lastchar - line->buffer);

    editor_hide(e);
    free(e->aside);
    e->aside = calloc(length + 1, sizeof *e->aside);
    if (e->aside != NULL)
        wmemcpy(e->aside, line->buffer, length);
}

static void take_up(struct editor *e)
{
    if (e->aside == NULL)
        return;
    (void)el_winsertstr(e->line, e->aside);
    (void)el_set(e->line, EL_REFRESH);
    free(e->aside);
    e->aside = NULL;
}

void editor_begin(struct editor *e, const char *prompt, enum editor_wish wish)
{
    if (e->is_open)
        (void)el_set(e->line, EL_UNBUFFERED, 0);
    (void)snprintf(e->prompt, sizeof e->prompt, "%s", prompt);
    e->wish = wish;
    bind_tab(e, wish);
    e->is_open = true;
    e->is_hidden = e->is_quoted = false;
    e->input = (struct edit_input){0};
    take_size(e);
    /* Entering this mode empties the line and draws the prompt. */
    (void)el_set(e->line, EL_UNBUFFERED, 1);
    if (wish == EDIT_LINE)
        take_up(e);
    draw(e);
}

static void end_line(struct editor *e)
{
    (void)el_set(e->line, EL_UNBUFFERED, 0);
    e->is_open = false;
    draw(e);
}

static bool is_empty(const struct editor *e)
{
    const LineInfoW *line = el_wline(e->line);

    return line->lastchar == line->buffer;
}

/* The history wants its text ended by a NUL, where the line has its line end. */
static void remember(struct editor *e, const wchar_t *line, size_t length)
{
    HistEventW event;
    wchar_t *copy = e->wish == EDIT_LINE && length > 0 ? calloc(length + 1, sizeof *copy) : NULL;

    if (copy == NULL)
        return;
    wmemcpy(copy, line, length);
    (void)history_w(e->history, &event, H_ENTER, copy);
    free(copy);
}

/* Lets libedit take keys: up to the end of a line, or all. */
static enum editor_news take_keys(struct editor *e)
{
    int count = 0;
    const wchar_t *line = el_wgets(e->line, &count);

    if (line == NULL || count <= 0 || line[count - 1] != L'\n')
        return EDITOR_GOES_ON;
    size_t length = (size_t)count - 1;
    edit_text_bytes(line, length, e->text, sizeof e->text);
    remember(e, line, length);
    return EDITOR_LINE;
}

static enum editor_news take_quoted(struct editor *e)
{
    wchar_t c[2] = {0};

    if (!edit_input_take(&e->input, c))
        return EDITOR_GOES_ON;
    e->is_quoted = false;
    if (c[0] != L'\n' && c[0] != L'\0')
        (void)el_winsertstr(e->line, c);
    (void)el_set(e->line, EL_REFRESH);
    return EDITOR_GOES_ON;
}

static enum editor_news take_next(struct editor *e)
{
    if (e->is_quoted)
        return take_quoted(e);
    if (is_empty(e) && edit_input_skip(&e->input, CTRL_D))
        return EDITOR_GIVEN_UP;
    enum editor_news news = take_keys(e);
    return news == EDITOR_GOES_ON && e->has_files ? EDITOR_FILES : news;
}

enum editor_news editor_keys(struct editor *e, const char *bytes, size_t size, size_t *used)
{
    enum editor_news news = EDITOR_GOES_ON;

    editor_show(e);
    e->has_files = false;
    edit_input_give(&e->input, (struct hpt_str){bytes, size}, e->is_quoted);
    while (news == EDITOR_GOES_ON && edit_input_has(&e->input))
        news = take_next(e);
    if (news == EDITOR_GOES_ON)
        edit_input_keep(&e->input);
    *used = size - edit_input_left(&e->input);
    draw(e);
    if (news == EDITOR_GIVEN_UP)
        editor_hide(e);
    if (news == EDITOR_LINE || news == EDITOR_GIVEN_UP)
        end_line(e);
    return news;
}

const char *editor_line(const struct editor *e)
{
    return e->text;
}

/* Rows between the first of the line and the one with the cursor. */
static unsigned cursor_row(const struct editor *e)
{
    const LineInfoW *line = el_wline(e->line);
    unsigned columns = columns_of_terminal();
    size_t column = strlen(e->prompt);

    for (const wchar_t *c = line->buffer; c < line->cursor; c++)
        column = edit_text_column(*c, column, columns);
    return (unsigned)(column / columns);
}

void editor_hide(struct editor *e)
{
    char text[32];

    if (e->is_hidden || !e->is_open)
        return;
    e->is_hidden = true;
    unsigned row = cursor_row(e);
    int size = row > 0 ? snprintf(text, sizeof text, "\r\033[%uA\033[J", row)
                       : snprintf(text, sizeof text, "\r\033[J");
    e->write(e->self, text, (size_t)size);
}

bool editor_is_hidden(const struct editor *e)
{
    return e->is_hidden;
}

void editor_show(struct editor *e)
{
    if (!e->is_hidden || !e->is_open)
        return;
    e->is_hidden = false;
    (void)el_set(e->line, EL_REFRESH);
    draw(e);
}

void editor_resize(struct editor *e)
{
    bool was_hidden = e->is_hidden;

    editor_hide(e);
    take_size(e);
    if (!was_hidden)
        editor_show(e);
}

void editor_free(struct editor *e)
{
    if (e == NULL)
        return;
    if (e->line != NULL) {
        editor_hide(e);
        el_end(e->line);
    }
    if (e->history != NULL)
        history_wend(e->history);
    if (e->screen != NULL)
        (void)fclose(e->screen);
    if (e->nothing != NULL)
        (void)fclose(e->nothing);
    if (e->master >= 0)
        (void)close(e->master);
    if (e->slave >= 0)
        (void)close(e->slave);
    free(e->aside);
    free(e);
}
