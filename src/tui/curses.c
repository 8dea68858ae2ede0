#include "tui/curses.h"
#include "tui/key_codes.h"
#include "tui/theme.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

/* Behind our own headers: it makes macros of names that key.h has too. */
#define NCURSES_NOMACROS
#include <ncurses.h>

enum { ESCAPE_MS = 25 };

/* Presses and releases, motion in between, and reports that reach beyond column 223. */
#define MOUSE_ON "\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l"

struct curses {
    SCREEN *screen;
    int tty;
    FILE *in, *out;
    WINDOW *keys; /* a pad: reading from it draws nothing */
    struct look look;
    int colors; /* 0: none can be used */
    bool has_mouse;
    bool has_own_colors; /* -1 is a colour: the terminal's own */
    bool is_fresh;
    int rows, columns;
    struct cell *drawn; /* what ncurses knows; NULL: nothing yet */
    struct cell *row;   /* one that is made ready */
    int pair_count;
    short pairs[INK_COUNT][INK_COUNT]; /* by fore and back; 0: not made yet, or the first */
};

static const char *text_of(const char *name)
{
    const char *text = tigetstr(name);

    return text == (char *)-1 ? NULL : text;
}

/* ncurses writes no text of others where it writes its own: putp() goes to stdout. */
static void send(const struct curses *c, const char *text)
{
    size_t size = strlen(text);

    while (size > 0) {
        ssize_t written = write(c->tty, text, size);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return;
        text += written < 0 ? 0 : written;
        size -= written < 0 ? 0 : (size_t)written;
    }
}

static void define(void *self, const char *sequence, int code)
{
    (void)self;
    if (key_defined(sequence) == 0)
        (void)define_key(sequence, code);
}

static void define_named(const char *name, int code)
{
    const char *sequence = text_of(name);

    if (sequence != NULL && *sequence != '\0')
        (void)define_key(sequence, code);
}

static void define_keys(struct curses *c)
{
    char name[32];

    for (const struct key_name *k = key_names; k->name != NULL; k++) {
        define_named(k->name, k->code);
        for (int modifier = 3; k->has_variants && modifier <= 8; modifier++) {
            (void)snprintf(name, sizeof name, "%s%d", k->name, modifier);
            define_named(name, key_code_with(k->code, modifier));
        }
    }
    key_sequences(NULL, define);
    c->has_mouse = text_of("kmous") != NULL;
    if (!c->has_mouse)
        return;
    (void)define_key("\033[<", KEY_CODE_MOUSE);
    (void)define_key("\033[M", KEY_CODE_MOUSE_OLD);
}

static void set_up_colors(struct curses *c, int colors)
{
    c->colors = colors > 0 && start_color() == OK ? colors : 0;
    c->has_own_colors = c->colors > 0 && use_default_colors() == OK;
}

static void set_up(struct curses *c, int colors)
{
    (void)raw();
    (void)noecho();
    (void)nonl();
    (void)set_escdelay(ESCAPE_MS);
    (void)typeahead(-1); /* a key that has come does not cut a picture short */
    (void)leaveok(stdscr, TRUE);
    (void)idlok(stdscr, FALSE);
    set_up_colors(c, colors);
    c->keys = newpad(1, 1);
    if (c->keys != NULL) {
        (void)keypad(c->keys, TRUE); /* makes ncurses' own table, which ours goes on top of */
        (void)nodelay(c->keys, TRUE);
    }
    define_keys(c);
    c->rows = getmaxy(stdscr);
    c->columns = getmaxx(stdscr);
    (void)curs_set(0);
    if (c->has_mouse)
        send(c, MOUSE_ON);
    c->is_fresh = true;
}

static FILE *stream(int fd, const char *mode)
{
    int copy = dup(fd);
    FILE *file = copy < 0 ? NULL : fdopen(copy, mode);

    if (file == NULL && copy >= 0)
        (void)close(copy);
    return file;
}

struct curses *curses_open(int tty, int colors)
{
    struct curses *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    c->tty = tty;
    c->in = stream(tty, "r");
    c->out = stream(tty, "w");
    if (c->in != NULL && c->out != NULL)
        c->screen = newterm(NULL, c->out, c->in);
    if (c->screen != NULL)
        set_up(c, colors);
    if (c->screen != NULL && c->keys != NULL)
        return c;
    if (c->screen != NULL)
        (void)endwin();
    curses_close(c);
    return NULL;
}

static void forget_drawn(struct curses *c)
{
    free(c->drawn);
    free(c->row);
    c->drawn = c->row = NULL;
}

void curses_set_look(struct curses *c, const struct look *look)
{
    struct look new = *look;

    if (new.colors > c->colors)
        new.colors = c->colors;
    if (new.colors == c->look.colors &&new.is_ascii == c->look.is_ascii &&new.is_light ==
        c->look.is_light)
        return;
    c->look = new;
    memset(c->pairs, 0, sizeof c->pairs);
    forget_drawn(c);
}

static short pair_of(struct curses *c, struct pen pen)
{
    short *pair = &c->pairs[pen.fore][pen.back];

    if (c->look.colors == 0 || *pair != 0)
        return *pair;
    int fore = theme_color(&c->look, (enum ink)pen.fore);
    int back = theme_color(&c->look, (enum ink)pen.back);
    if (!c->has_own_colors) {
        fore = fore >= 0 ? fore : c->look.is_light ? COLOR_BLACK : COLOR_WHITE;
        back = back >= 0 ? back : c->look.is_light ? COLOR_WHITE : COLOR_BLACK;
    }
    int found = find_pair(fore, back);
    /* Past the last one ncurses would take a pair away from text that is on the screen. */
    if (found < 0 && c->pair_count + 1 < COLOR_PAIRS && c->pair_count < SHRT_MAX) {
        found = alloc_pair(fore, back);
        c->pair_count++;
    }
    if (found > 0 && found <= SHRT_MAX)
        *pair = (short)found;
    return *pair;
}

static attr_t attributes_of(unsigned flags)
{
    return ((flags & PEN_BOLD) != 0 ? A_BOLD : 0) | ((flags & PEN_DIM) != 0 ? A_DIM : 0) |
           ((flags & PEN_REVERSE) != 0 ? A_REVERSE : 0) |
           ((flags & PEN_UNDERLINE) != 0 ? A_UNDERLINE : 0);
}

/* Nothing that a terminal might obey, or give another width than the grid does, gets through. */
static wchar_t letter_of(const struct curses *c, const struct cell *cell, bool is_last)
{
    bool is_wide = !is_last && cell[1].code == 0;
    wchar_t letter = (wchar_t)cell->code;

    if (cell->code == 0)
        return L' ';
    if (cell->code < 127 && cell->code >= ' ')
        return letter;
    if (c->look.is_ascii || cell->code < 0xA0 || wcwidth(letter) != (is_wide ? 2 : 1))
        return L'?';
    return letter;
}

static void put(struct curses *c, int row, int column, wchar_t letter, struct pen pen)
{
    const wchar_t text[] = {letter, L'\0'};
    cchar_t cell;

    if (pen.fore >= INK_COUNT || pen.back >= INK_COUNT)
        pen.fore = pen.back = INK_PLAIN;
    unsigned flags = pen.flags | theme_flags(&c->look, pen);
    if (setcchar(&cell, text, attributes_of(flags), pair_of(c, pen), NULL) == OK)
        (void)mvadd_wch(row, column, &cell); /* an error in the last corner only says it is one */
}

static void draw_row(struct curses *c, int row, const struct cell *cells)
{
    for (int i = 0; i < c->columns; i++) {
        wchar_t letter = letter_of(c, &cells[i], i + 1 == c->columns);
        put(c, row, i, letter, cells[i].pen);
        if (letter > 127 && i + 1 < c->columns && cells[i + 1].code == 0)
            i++;
    }
}

static bool make_room(struct curses *c)
{
    size_t columns = (size_t)c->columns;

    if (c->drawn != NULL)
        return true;
    c->drawn = calloc((size_t)c->rows * columns, sizeof *c->drawn);
    c->row = calloc(columns, sizeof *c->row);
    if (c->drawn != NULL && c->row != NULL)
        return true;
    forget_drawn(c);
    return false;
}

/* The row of the grid, filled up with blanks where the screen is larger. */
static void make_row(struct curses *c, const struct grid *grid, int row)
{
    int columns = row >= grid->rows ? 0 : grid->columns < c->columns ? grid->columns : c->columns;

    if (columns > 0)
        memcpy(c->row, &grid->cells[(size_t)row * (size_t)grid->columns],
               (size_t)columns * sizeof *c->row);
    for (int i = columns; i < c->columns; i++)
        c->row[i] = (struct cell){.code = ' '};
}

void curses_draw(struct curses *c, const struct grid *grid, bool fresh)
{
    if (!make_room(c))
        return;
    for (int row = 0; row < c->rows; row++) {
        size_t size = (size_t)c->columns * sizeof *c->row;
        struct cell *drawn = &c->drawn[(size_t)row * (size_t)c->columns];
        make_row(c, grid, row);
        if (memcmp(drawn, c->row, size) == 0)
            continue;
        draw_row(c, row, c->row);
        memcpy(drawn, c->row, size);
    }
    if (fresh || c->is_fresh)
        (void)clearok(curscr, TRUE);
    c->is_fresh = false;
    (void)refresh();
}

void curses_resize(struct curses *c, int rows, int columns)
{
    if (rows == c->rows && columns == c->columns)
        return;
    if (resize_term(rows, columns) != OK)
        return;
    c->rows = getmaxy(stdscr);
    c->columns = getmaxx(stdscr);
    forget_drawn(c);
    c->is_fresh = true; /* who knows what the terminal has made of what it showed */
}

int curses_read(struct curses *c)
{
    int code = wgetch(c->keys);

    return code == ERR ? -1 : code;
}

void curses_leave(struct curses *c)
{
    if (c->has_mouse)
        send(c, MOUSE_OFF);
    (void)endwin();
}

void curses_again(struct curses *c)
{
    (void)reset_prog_mode();
    if (c->has_mouse)
        send(c, MOUSE_ON);
    (void)clearok(curscr, TRUE);
    (void)refresh();
}

void curses_enter(struct curses *c)
{
    (void)set_term(c->screen);
    (void)def_shell_mode(); /* somebody may have used stty meanwhile */
    curses_again(c);
}

void curses_close(struct curses *c)
{
    if (c == NULL)
        return;
    if (c->keys != NULL)
        (void)delwin(c->keys);
    if (c->screen != NULL)
        delscreen(c->screen);
    if (c->in != NULL)
        (void)fclose(c->in);
    if (c->out != NULL)
        (void)fclose(c->out);
    forget_drawn(c);
    free(c);
}
