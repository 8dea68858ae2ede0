#include "cli/editor.h"

#include <fcntl.h>
#include <histedit.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

enum { LINE_SIZE = 65536, HISTORY = 500 };

/* libedit sets up the terminal that it reads from, and waits for its output to drain. It gets a
 * pseudo terminal of its own for that: ours stays as it is, and a screen that stands still does not
 * stop the program. Keys are fed to it, and what it draws is handed on. */
struct editor {
    void *self;
    void (*write)(void *self, const char *bytes, size_t size);
    EditLine *line;
    History *history;
    FILE *nothing; /* its input, which it never reads */
    FILE *screen;
    int master, slave;
    char prompt[80];
    bool remembers;
    bool is_hidden;
    bool is_open; /* a line has begun */
    const char *keys;
    size_t key_count;
    mbstate_t decoding;
    char text[LINE_SIZE];
};

static ssize_t on_draw(void *cookie, const char *bytes, size_t size)
{
    struct editor *e = cookie;

    e->write(e->self, bytes, size);
    return (ssize_t)size;
}

static char *on_prompt(EditLine *line)
{
    static char nothing[] = "";
    void *self = NULL;

    if (el_get(line, EL_CLIENTDATA, &self) != 0 || self == NULL)
        return nothing;
    return ((struct editor *)self)->prompt;
}

/* The next character; 0 when there is none yet. A byte that is none stands for itself. */
static int on_read(EditLine *line, wchar_t *c)
{
    void *self = NULL;

    if (el_get(line, EL_CLIENTDATA, &self) != 0 || self == NULL)
        return 0;
    struct editor *e = self;
    while (e->key_count > 0) {
        size_t got = mbrtowc(c, e->keys, 1, &e->decoding);
        if (got == (size_t)-1) {
            memset(&e->decoding, 0, sizeof e->decoding);
            *c = (unsigned char)*e->keys;
        }
        e->keys++;
        e->key_count--;
        if (got != (size_t)-2)
            return 1;
    }
    return 0;
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

static bool open_line(struct editor *e)
{
    HistEvent event;

    e->history = history_init();
    e->line =
        el_init_fd("heapterm", e->nothing, e->screen, e->screen, e->slave, e->slave, e->slave);
    if (e->history == NULL || e->line == NULL)
        return false;
    (void)history(e->history, &event, H_SETSIZE, HISTORY);
    (void)history(e->history, &event, H_SETUNIQUE, 1);
    (void)el_set(e->line, EL_CLIENTDATA, e);
    (void)el_set(e->line, EL_PROMPT, on_prompt);
    (void)el_set(e->line, EL_EDITOR, "emacs");
    (void)el_set(e->line, EL_HIST, history, e->history);
    (void)el_set(e->line, EL_GETCFN, on_read);
    (void)el_set(e->line, EL_BIND, "^I", "ed-insert", NULL); /* for the device */
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

void editor_begin(struct editor *e, const char *prompt, bool remembers)
{
    if (e->is_open)
        (void)el_set(e->line, EL_UNBUFFERED, 0);
    (void)snprintf(e->prompt, sizeof e->prompt, "%s", prompt);
    e->remembers = remembers;
    e->is_open = true;
    e->is_hidden = false;
    take_size(e);
    /* Entering this mode empties the line and draws the prompt. */
    (void)el_set(e->line, EL_UNBUFFERED, 1);
    draw(e);
}

static void end_line(struct editor *e)
{
    (void)el_set(e->line, EL_UNBUFFERED, 0);
    e->is_open = false;
    draw(e);
}

enum editor_news editor_keys(struct editor *e, const char *bytes, size_t size, size_t *used)
{
    enum editor_news news = EDITOR_GOES_ON;

    editor_show(e);
    e->keys = bytes;
    e->key_count = size;
    while (e->key_count > 0 && news == EDITOR_GOES_ON) {
        int count = 0;
        bool is_empty = el_wline(e->line)->lastchar == el_wline(e->line)->buffer;
        if (is_empty && *e->keys == 4) { /* Ctrl-D */
            e->keys++;
            e->key_count--;
            news = EDITOR_GIVEN_UP;
            break;
        }
        const char *line = el_gets(e->line, &count);
        if (line != NULL && count > 0 && line[count - 1] == '\n') {
            (void)snprintf(e->text, sizeof e->text, "%.*s", count - 1, line);
            news = EDITOR_LINE;
        }
    }
    *used = size - e->key_count;
    draw(e);
    if (news == EDITOR_GOES_ON)
        return news;
    end_line(e);
    HistEvent event;
    if (news == EDITOR_LINE && e->remembers && e->text[0] != '\0')
        (void)history(e->history, &event, H_ENTER, e->text);
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
    size_t width = strlen(e->prompt);

    for (const wchar_t *c = line->buffer; c < line->cursor; c++) {
        int w = wcwidth(*c);
        width += w > 0 ? (size_t)w : 0;
    }
    return (unsigned)(width / columns);
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
        history_end(e->history);
    if (e->screen != NULL)
        (void)fclose(e->screen);
    if (e->nothing != NULL)
        (void)fclose(e->nothing);
    if (e->master >= 0)
        (void)close(e->master);
    if (e->slave >= 0)
        (void)close(e->slave);
    free(e);
}
