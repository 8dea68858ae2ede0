#include "tui/term_thread.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* How often it is looked whether a terminal that others use is ours again. */
enum { OTHERS_MS = 250, NAP_MS = 20 };

static void lock(struct term *t)
{
    (void)pthread_mutex_lock(&t->mutex);
}

static void unlock(struct term *t)
{
    (void)pthread_mutex_unlock(&t->mutex);
}

void term_disown(struct term *t)
{
    lock(t);
    bool is_last = --t->owners == 0;
    unlock(t);
    if (!is_last)
        return;
    (void)close(t->tty);
    (void)close(t->wake);
    (void)pthread_cond_destroy(&t->changed);
    (void)pthread_mutex_destroy(&t->mutex);
    free(t->next.cells);
    free(t->taken.cells);
    free(t);
}

bool term_is_ours(const struct term *t)
{
    pid_t group = tcgetpgrp(t->tty);

    return group < 0 || group == getpgrp(); /* not our controlling terminal: no job control */
}

/* With the lock. A handle that is being closed wants to hear nothing any more. */
static void tell(struct term *t)
{
    if (t->wanted != TERM_CLOSED)
        (void)uv_async_send(&t->async);
}

static void tell_gone(struct term *t)
{
    lock(t);
    t->is_gone = true;
    tell(t);
    unlock(t);
}

static void stand(struct term *t, enum term_stand now)
{
    lock(t);
    t->stand = now;
    (void)pthread_cond_broadcast(&t->changed);
    unlock(t);
}

/* Of a mouse that is being moved the last place counts. */
static void take_key(void *self, const struct key *key)
{
    struct term *t = self;

    lock(t);
    size_t last = (t->key_first + t->key_count + TERM_KEYS - 1) % TERM_KEYS;
    if (key->kind == KEY_DRAG && t->key_count > 0 && t->keys[last].kind == KEY_DRAG)
        t->keys[last] = *key;
    else if (t->key_count < TERM_KEYS)
        t->keys[(t->key_first + t->key_count++) % TERM_KEYS] = *key;
    unlock(t);
}

static bool has_room(struct term *t)
{
    lock(t);
    bool has = t->key_count + TERM_KEYS_AT_ONCE <= TERM_KEYS;
    unlock(t);
    return has;
}

static void read_keys(struct term *t)
{
    bool is_any = false;
    int code = 0;

    while (has_room(t) && (code = curses_read(t->curses)) >= 0) {
        key_reader_take(&t->reader, code);
        is_any = true;
    }
    if (code < 0)
        key_reader_rest(&t->reader);
    if (!is_any)
        (void)poll(NULL, 0, NAP_MS); /* somebody else was faster, or may read and we may not */
    lock(t);
    if (t->key_count > 0)
        tell(t);
    unlock(t);
}

/* Takes the newest grid, and leaves the old one's memory for the next. */
static void draw(struct term *t)
{
    lock(t);
    struct grid grid = t->next;
    struct look look = t->look;
    bool is_fresh = t->is_fresh;
    int rows = t->rows, columns = t->columns;
    t->next = t->taken;
    t->taken = grid;
    t->has_next = t->is_fresh = false;
    t->is_drawing = true;
    unlock(t);
    curses_resize(t->curses, rows, columns);
    curses_set_look(t->curses, &look);
    curses_draw(t->curses, &grid, is_fresh);
    lock(t);
    t->is_drawing = false;
    unlock(t);
}

/* Sleeps until there is something to do. The terminal is asked whether it takes anything before
 * something is written, so that keys are heard as long as it does not. */
static void work_on(struct term *t, bool has_next)
{
    bool is_ours = term_is_ours(t);
    short wants = (short)((has_room(t) && is_ours ? POLLIN : 0) | (has_next ? POLLOUT : 0));
    struct pollfd fds[] = {{.fd = t->wake, .events = POLLIN}, {.fd = t->tty, .events = wants}};
    uint64_t count;

    if (poll(fds, 2, is_ours ? -1 : OTHERS_MS) < 0)
        return;
    if (fds[0].revents != 0 && read(t->wake, &count, sizeof count) < 0)
        return;
    if ((fds[1].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
        tell_gone(t);
        return;
    }
    if ((fds[1].revents & POLLIN) != 0)
        read_keys(t);
    if ((fds[1].revents & POLLOUT) != 0)
        draw(t);
}

static void rest(struct term *t)
{
    uint64_t count;
    ssize_t got = read(t->wake, &count, sizeof count);

    (void)got;
}

/* Between the full screen and whatever else the terminal shows. */
static void change(struct term *t, enum term_stand now, enum term_stand wanted)
{
    if (t->curses == NULL)
        return;
    if (now == TERM_SHOWN && wanted != TERM_SHOWN)
        curses_leave(t->curses);
    else if (now != TERM_SHOWN && wanted == TERM_SHOWN)
        curses_enter(t->curses);
    else if (now == TERM_SHOWN)
        curses_again(t->curses);
}

/* False when it is to end. */
static bool step(struct term *t)
{
    lock(t);
    enum term_stand wanted = t->wanted;
    enum term_stand now = t->stand;
    bool has_next = t->has_next, is_gone = t->is_gone;
    bool is_upset = t->is_upset && wanted == TERM_SHOWN;
    t->is_upset = t->is_upset && !is_upset;
    unlock(t);
    if (wanted != now || is_upset)
        change(t, now, wanted);
    if (wanted == TERM_CLOSED)
        return false;
    if (wanted != now)
        stand(t, wanted);
    else if (wanted == TERM_SHOWN && !is_gone)
        work_on(t, has_next);
    else
        rest(t);
    return true;
}

static void *work(void *argument)
{
    struct term *t = argument;

    t->reader = (struct key_reader){.self = t, .key = take_key};
    t->curses = curses_open(t->tty, t->colors);
    if (t->curses == NULL)
        tell_gone(t);
    while (step(t))
        ;
    curses_close(t->curses);
    stand(t, TERM_CLOSED);
    term_disown(t);
    return NULL;
}

/* Signals are for the loop, but for those that this thread brings on itself. */
bool term_thread_start(struct term *t)
{
    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    sigset_t all, was;

    (void)sigfillset(&all);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        (void)sigdelset(&all, own[i]);
    (void)pthread_sigmask(SIG_SETMASK, &all, &was);
    t->owners++;
    bool is_started = pthread_create(&t->thread, NULL, work, t) == 0;
    if (!is_started)
        t->owners--;
    (void)pthread_sigmask(SIG_SETMASK, &was, NULL);
    return is_started;
}
