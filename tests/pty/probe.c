/* Shows a picture on the terminal, and tells on standard error what it hears of it: for
 * test_term.py. Keys that do something: q ends, n shows the next picture, f shows a new one every
 * millisecond, l gives the terminal back until SIGCONT comes, and Ctrl-Z stops as well. */
#include "tui/term.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 400, SUSPEND = 26, TICKS_TOLD = 50 };

static uv_loop_t loop;
static uv_signal_t signals[6];
static uv_timer_t timer;
static struct term *term;
static struct grid grid;
static unsigned picture, ticks;

static const char *const kinds[] = {
    [KEY_CHARACTER] = "character",
    [KEY_UP] = "up",
    [KEY_DOWN] = "down",
    [KEY_LEFT] = "left",
    [KEY_RIGHT] = "right",
    [KEY_PAGE_UP] = "page-up",
    [KEY_PAGE_DOWN] = "page-down",
    [KEY_HOME] = "home",
    [KEY_END] = "end",
    [KEY_DELETE] = "delete",
    [KEY_BACK_TAB] = "back-tab",
    [KEY_PRESS] = "press",
    [KEY_DRAG] = "drag",
    [KEY_RELEASE] = "release",
    [KEY_WHEEL_UP] = "wheel-up",
    [KEY_WHEEL_DOWN] = "wheel-down",
};

static void say(const char *text)
{
    (void)fprintf(stderr, "%s\n", text);
}

/* Every cell changes from one picture to the next. */
static void fill(struct area all)
{
    for (int row = 0; row < all.rows; row++) {
        for (int column = 0; column < all.columns; column++) {
            unsigned which = picture + (unsigned)(row * 7 + column);
            struct pen pen = {.fore = (uint8_t)(which % INK_COUNT),
                              .back = (uint8_t)(which / 3 % INK_COUNT)};
            area_put(all, row, column, pen, 'a' + which % 26);
        }
    }
}

static void draw_text(struct area all)
{
    const struct pen bad = {.fore = INK_BAD, .back = INK_BAR, .flags = PEN_BOLD};

    area_fill(all, (struct pen){0}, ' ');
    area_format(all, 0, 0, bad, "picture %u", picture);
    area_format(all, 1, 0, (struct pen){0}, "%d rows, %d columns", all.rows, all.columns);
    area_text(all, 2, 0, (struct pen){.fore = INK_GOOD}, "\u00fcber 4 \u2264 5 \u65e5\u672c.");
    area_put(all, 3, 0, (struct pen){0}, 0x1B); /* whatever a view does */
    area_text(all, 3, 1, (struct pen){.back = INK_SELECT}, "selected");
    area_put(all, all.rows - 1, all.columns - 1, (struct pen){0}, '#');
}

static void draw(bool fresh)
{
    int rows, columns;

    term_size(term, &rows, &columns);
    if (grid_resize(&grid, rows, columns) != HPT_OK)
        abort();
    if (uv_is_active((uv_handle_t *)&timer))
        fill(area_of(&grid));
    else
        draw_text(area_of(&grid));
    term_show(term, &grid, fresh);
}

static void on_tick(uv_timer_t *t)
{
    (void)t;
    picture++;
    draw(false);
    if (++ticks % TICKS_TOLD == 0)
        say(term_is_behind(term) ? "tick behind" : "tick");
}

static void (*handlers[3])(int);

static void look_at_handlers(void (*now[static 3])(int))
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGTSTP};

    for (size_t i = 0; i < 3; i++) {
        struct sigaction action;
        (void)sigaction(numbers[i], NULL, &action);
        now[i] = action.sa_handler;
    }
}

/* Whether somebody has put other handlers in their place. */
static void check_handlers(void)
{
    void (*now[3])(int);

    look_at_handlers(now);
    if (memcmp(now, handlers, sizeof now) != 0)
        say("a handler was replaced");
}

static void end(void)
{
    char text[32];
    uint64_t before = uv_hrtime();

    term_close(term, PATIENCE_MS);
    check_handlers();
    (void)snprintf(text, sizeof text, "closed in %u ms",
                   (unsigned)((uv_hrtime() - before) / 1000000));
    say(text);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        uv_close((uv_handle_t *)&signals[i], NULL);
    uv_close((uv_handle_t *)&timer, NULL);
}

static void leave(bool stops)
{
    term_leave(term);
    say("left");
    if (stops)
        (void)raise(SIGSTOP);
}

static void flood(void)
{
    if (uv_is_active((uv_handle_t *)&timer))
        (void)uv_timer_stop(&timer);
    else
        (void)uv_timer_start(&timer, on_tick, 1, 1);
    draw(false);
}

static void hear_key(void *self, const struct key *key)
{
    (void)self;
    (void)fprintf(stderr, "key %s%s %x %d %d\n", key->shift ? "shift-" : "", kinds[key->kind],
                  (unsigned)key->code, key->row, key->column);
    if (key->code == 'q')
        end();
    else if (key->code == 'f')
        flood();
    else if (key->code == 'l' || key->code == SUSPEND)
        leave(key->code == SUSPEND);
    else if (key->code == 'n') {
        picture++;
        draw(false);
    }
}

static void hear_size(void *self, int rows, int columns)
{
    (void)self;
    (void)fprintf(stderr, "size %d %d\n", rows, columns);
    draw(false);
}

static void hear_gone(void *self)
{
    (void)self;
    say("gone");
    end();
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)handle;
    if (number == SIGWINCH)
        term_resize(term);
    else if (number == SIGTERM)
        end();
    else if (number == SIGUSR1)
        leave(false);
    else if (number == SIGCONT)
        say(term_enter(term) ? "entered" : "in the background");
}

static void hear_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH, SIGUSR1};

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        (void)uv_signal_init(&loop, &signals[i]);
        (void)uv_signal_start(&signals[i], on_signal, numbers[i]);
    }
}

int main(void)
{
    const char *why = NULL;
    const struct term_client client = {.key = hear_key, .resized = hear_size, .gone = hear_gone};

    (void)setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
    (void)uv_loop_init(&loop);
    hear_signals();
    (void)uv_timer_init(&loop, &timer);
    look_at_handlers(handlers);
    term = term_open(&loop, &client, &why);
    if (term == NULL) {
        (void)fprintf(stderr, "%s\n", why);
        return 3;
    }
    struct look look = term_look(term);
    (void)fprintf(stderr, "look %d%s%s\n", look.colors, look.is_ascii ? " ascii" : "",
                  look.is_light ? " light" : "");
    draw(true);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&loop);
    grid_release(&grid);
    say("done");
    return 0;
}
