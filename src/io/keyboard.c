#include "io/keyboard.h"

#include "io/tty.h"

#include <unistd.h>

static void on_keys(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct keyboard *k = self;

    (void)time_us;
    k->keys(k->self, bytes, size, k->is_terminal);
}

/* The device may go on talking: it alone says when this is over. */
static void on_end(void *self, enum source_end end, const struct fault *fault)
{
    struct keyboard *k = self;

    (void)end;
    (void)fault;
    keyboard_stop(k);
    if (k->ended != NULL)
        k->ended(k->self);
}

void keyboard_start(struct keyboard *k, uv_loop_t *loop)
{
    const struct source_client client = {.self = k, .data = on_keys, .end = on_end};
    struct fault ignored = {0};

    k->is_terminal = isatty(STDIN_FILENO) == 1;
    if (k->is_terminal && !tty_is_ours())
        return;
    k->input = source_stdin_open(loop, &client, &ignored);
    if (k->input == NULL)
        return;
    if (k->is_terminal)
        tty_enter();
    k->input->read(k->input, true);
}

void keyboard_resume(struct keyboard *k, uv_loop_t *loop)
{
    if (!k->is_terminal)
        return;
    keyboard_stop(k);
    keyboard_start(k, loop);
}

void keyboard_hold(struct keyboard *k, bool on)
{
    if (k->input != NULL && !k->is_terminal)
        k->input->read(k->input, !on);
}

void keyboard_stop(struct keyboard *k)
{
    tty_leave();
    if (k->input != NULL)
        k->input->close(k->input);
    k->input = NULL;
}
