#include "tui/term.h"

#include "tui/term_thread.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* How long a stop, or the log view, waits for a screen that stands still. */
enum { LEAVE_MS = 500 };

static void wake(const struct term *t)
{
    const uint64_t one = 1;
    ssize_t written = write(t->wake, &one, sizeof one);

    (void)written; /* the counter is far from full */
}

static bool next_key(struct term *t, struct key *key)
{
    (void)pthread_mutex_lock(&t->mutex);
    bool is_there = t->key_count > 0;
    bool was_full = t->key_count + TERM_KEYS_AT_ONCE > TERM_KEYS;
    if (is_there) {
        *key = t->keys[t->key_first];
        t->key_first = (t->key_first + 1) % TERM_KEYS;
        t->key_count--;
    }
    (void)pthread_mutex_unlock(&t->mutex);
    if (was_full)
        wake(t);
    return is_there;
}

/* A client may close the terminal in any of its functions. */
static void on_async(uv_async_t *async)
{
    struct term *t = async->data;
    struct key key;

    (void)pthread_mutex_lock(&t->mutex);
    bool is_resized = t->is_resized;
    bool is_gone = t->is_gone && !t->is_gone_told;
    t->is_resized = false;
    t->is_gone_told |= is_gone;
    (void)pthread_mutex_unlock(&t->mutex);
    if (is_resized)
        t->client.resized(t->client.self, t->rows, t->columns);
    while (!t->is_closed && next_key(t, &key))
        t->client.key(t->client.self, &key);
    if (is_gone && !t->is_closed)
        t->client.gone(t->client.self);
}

static void on_closed(uv_handle_t *handle)
{
    term_disown(handle->data);
}

/* Opened anew where that is possible: the flags of a descriptor that is shared are not ours. */
static int open_tty(void)
{
    char path[64];

    if (ttyname_r(STDOUT_FILENO, path, sizeof path) == 0) {
        int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (fd >= 0)
            return fd;
    }
    return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

static int within(int value, int fallback, int most)
{
    return value <= 0 ? fallback : value > most ? most : value;
}

/* True when it has changed. */
static bool measure(struct term *t)
{
    enum { ROWS = 24, COLUMNS = 80 }; /* of a terminal that does not say */
    struct winsize size = {0};

    (void)ioctl(t->tty, TIOCGWINSZ, &size);
    int rows = within(size.ws_row, ROWS, GRID_ROWS_MOST);
    int columns = within(size.ws_col, COLUMNS, GRID_COLUMNS_MOST);
    (void)pthread_mutex_lock(&t->mutex);
    bool is_new = rows != t->rows || columns != t->columns;
    t->rows = rows;
    t->columns = columns;
    (void)pthread_mutex_unlock(&t->mutex);
    return is_new;
}

static void set_up_lock(struct term *t)
{
    pthread_condattr_t attributes;

    (void)pthread_mutex_init(&t->mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&t->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

/* The letters of the grid have the widths that this locale gives them; what the terminal may get is
 * the look's to say. */
static void need_utf8(void)
{
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        (void)setlocale(LC_CTYPE, "C.UTF-8");
}

static const char *set_up(struct term *t)
{
    const char *why = NULL;

    if (t->tty < 0 || t->wake < 0)
        return "no more files can be opened";
    if (tcgetattr(t->tty, &t->before) != 0)
        return "standard output is no terminal any more";
    if (!term_is_ours(t))
        return "another program has the terminal: this one runs in the background";
    if (!curses_look(t->tty, &t->look, &t->colors, &why))
        return why;
    need_utf8();
    (void)measure(t);
    return NULL;
}

static const char *start(struct term *t, uv_loop_t *loop)
{
    if (uv_async_init(loop, &t->async, on_async) != 0)
        return "the event loop cannot take it";
    t->async.data = t;
    t->owners++;
    if (term_thread_start(t))
        return NULL;
    t->is_closed = true;
    uv_close((uv_handle_t *)&t->async, on_closed);
    return "no thread can be started for it";
}

struct term *term_open(uv_loop_t *loop, const struct term_client *client, const char **why)
{
    if (isatty(STDOUT_FILENO) != 1) {
        *why = "standard output is not a terminal";
        return NULL;
    }
    struct term *t = calloc(1, sizeof *t);
    if (t == NULL) {
        *why = "there is no memory left";
        return NULL;
    }
    t->client = *client;
    t->owners = 1; /* this function */
    t->tty = open_tty();
    t->wake = eventfd(0, EFD_CLOEXEC);
    set_up_lock(t);
    *why = set_up(t);
    if (*why == NULL)
        *why = start(t, loop);
    bool is_open = *why == NULL;
    term_disown(t);
    return is_open ? t : NULL;
}

struct look term_look(const struct term *t)
{
    return t->look;
}

void term_set_look(struct term *t, const struct look *look)
{
    (void)pthread_mutex_lock(&t->mutex);
    t->look = *look;
    if (t->look.colors > t->colors)
        t->look.colors = t->colors;
    (void)pthread_mutex_unlock(&t->mutex);
}

void term_size(const struct term *t, int *rows, int *columns)
{
    *rows = t->rows;
    *columns = t->columns;
}

void term_show(struct term *t, const struct grid *grid, bool fresh)
{
    (void)pthread_mutex_lock(&t->mutex);
    if (grid_copy(&t->next, grid) == HPT_OK) {
        t->has_next = true;
        t->is_fresh |= fresh;
    }
    (void)pthread_mutex_unlock(&t->mutex);
    wake(t);
}

bool term_is_behind(struct term *t)
{
    (void)pthread_mutex_lock(&t->mutex);
    bool is_behind = t->has_next || t->is_drawing;
    (void)pthread_mutex_unlock(&t->mutex);
    return is_behind;
}

void term_resize(struct term *t)
{
    if (!measure(t))
        return;
    (void)pthread_mutex_lock(&t->mutex);
    t->is_resized = true;
    (void)pthread_mutex_unlock(&t->mutex);
    (void)uv_async_send(&t->async);
}

/* Waits for the thread to have done what was wanted. */
static bool wait_for(struct term *t, enum term_stand stand, unsigned ms)
{
    enum { SECOND_MS = 1000, MS_NS = 1000000 };
    struct timespec end;

    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += ms / SECOND_MS;
    end.tv_nsec += (long)(ms % SECOND_MS) * MS_NS;
    if (end.tv_nsec >= (long)SECOND_MS * MS_NS) {
        end.tv_sec++;
        end.tv_nsec -= (long)SECOND_MS * MS_NS;
    }
    (void)pthread_mutex_lock(&t->mutex);
    while (t->stand != stand && pthread_cond_timedwait(&t->changed, &t->mutex, &end) != ETIMEDOUT)
        ;
    bool is_done = t->stand == stand;
    (void)pthread_mutex_unlock(&t->mutex);
    return is_done;
}

static void want(struct term *t, enum term_stand stand)
{
    (void)pthread_mutex_lock(&t->mutex);
    t->wanted = stand;
    (void)pthread_mutex_unlock(&t->mutex);
    wake(t);
}

static void upset(struct term *t)
{
    (void)pthread_mutex_lock(&t->mutex);
    t->is_upset = true;
    (void)pthread_mutex_unlock(&t->mutex);
}

/* The thread hangs in a write. What it has written is of no use to anybody: thrown away, the rest
 * may find room; and if not, the terminal at least takes lines again. */
static bool press_on(struct term *t, enum term_stand stand, unsigned ms)
{
    sigset_t ttou, was;

    (void)sigemptyset(&ttou);
    (void)sigaddset(&ttou, SIGTTOU); /* it would stop a background job */
    (void)pthread_sigmask(SIG_BLOCK, &ttou, &was);
    (void)tcflush(t->tty, TCOFLUSH);
    bool is_done = wait_for(t, stand, ms);
    if (!is_done) {
        (void)tcsetattr(t->tty, TCSANOW, &t->before);
        upset(t);
    }
    (void)pthread_sigmask(SIG_SETMASK, &was, NULL);
    return is_done;
}

static bool give_back(struct term *t, enum term_stand stand, unsigned patience_ms)
{
    unsigned last_ms = patience_ms / 4;

    want(t, stand);
    return wait_for(t, stand, patience_ms - last_ms) || press_on(t, stand, last_ms);
}

void term_leave(struct term *t)
{
    (void)give_back(t, TERM_LEFT, LEAVE_MS);
    (void)pthread_mutex_lock(&t->mutex);
    t->key_count = 0; /* they were meant for what is not shown any more */
    (void)pthread_mutex_unlock(&t->mutex);
}

bool term_enter(struct term *t)
{
    if (!term_is_ours(t))
        return false;
    if (t->wanted == TERM_SHOWN)
        upset(t);
    else
        (void)tcgetattr(t->tty, &t->before);
    want(t, TERM_SHOWN);
    term_resize(t);
    return true;
}

void term_close(struct term *t, unsigned patience_ms)
{
    if (t == NULL)
        return;
    t->is_closed = true;
    if (give_back(t, TERM_CLOSED, patience_ms))
        (void)pthread_join(t->thread, NULL);
    else
        (void)pthread_detach(t->thread);
    uv_close((uv_handle_t *)&t->async, on_closed);
}
