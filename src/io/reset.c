#include "io/reset.h"

#include "io/ports.h"

#include <stdlib.h>
#include <string.h>

enum { WAIT_MAX_MS = 10000 };

static void go_on(struct reset *r);

/* One step from the front. `wire` is left alone for a wait. False: that is none. */
struct step {
    bool is_wait;
    uint64_t ms;
    enum line_wire wire;
    bool on;
};

/* Only digits and a point: strtod alone would take much else. */
static bool take_wait(const char **at, uint64_t *ms)
{
    size_t length = strspn(*at, "0123456789.");
    char *end;

    double seconds = strtod(*at, &end);
    if (length == 0 || length > 8 || end != *at + length || seconds * 1000 > WAIT_MAX_MS)
        return false;
    *ms = (uint64_t)(seconds * 1000 + 0.5);
    *at = end;
    return true;
}

static bool take_step(const char **at, struct step *step)
{
    static const char letters[] = {[WIRE_BREAK] = 'B', [WIRE_DTR] = 'D', [WIRE_RTS] = 'R'};
    char letter = **at;

    *step = (struct step){.is_wait = letter == 'W'};
    if (letter == '\0')
        return false;
    ++*at;
    if (step->is_wait)
        return take_wait(at, &step->ms);
    const char *found = memchr(letters, letter, sizeof letters);
    if (found == NULL || (**at != '0' && **at != '1'))
        return false;
    step->wire = (enum line_wire)(found - letters);
    step->on = *(*at)++ == '1';
    return true;
}

static bool take_bar(const char **at)
{
    if (**at != '|')
        return false;
    ++*at;
    return true;
}

bool reset_is_sequence(const char *sequence)
{
    struct step step;

    do
        if (!take_step(&sequence, &step))
            return false;
    while (take_bar(&sequence));
    return *sequence == '\0';
}

const char *reset_sequence_for(const struct source *source, const char *wished, struct fault *f)
{
    if (source->set_wire == NULL) {
        (void)fault_input(f, "%s has no wires to reset a board by", source->name);
        return NULL;
    }
    if (wished != NULL)
        return wished;
    if (source->port != NULL && source->port->reset != NULL)
        return source->port->reset;
    (void)fault_input(f,
                      "how the board behind %s is reset is not known; give --reset-sequence, such "
                      "as 'D0|W0.25|D1' for most Arduinos or 'D0|R1|W0.1|R0' for most ESP32s",
                      source->name);
    return NULL;
}

static void on_closed(uv_handle_t *handle)
{
    struct reset *r = handle->data;

    r->source = NULL;
    r->done(r->self, &r->fault);
}

static void finish(struct reset *r)
{
    r->at = "";
    if (!uv_is_closing((uv_handle_t *)&r->timer))
        uv_close((uv_handle_t *)&r->timer, on_closed);
}

static void on_timer(uv_timer_t *timer)
{
    go_on(timer->data);
}

static void go_on(struct reset *r)
{
    struct step step;

    while (take_step(&r->at, &step)) {
        (void)take_bar(&r->at);
        if (step.is_wait) {
            /* The loop's clock is cut to whole milliseconds: one more, so as not to be short. */
            uv_update_time(r->timer.loop);
            (void)uv_timer_start(&r->timer, on_timer, step.ms + 1, 0);
            return;
        }
        if (r->source->set_wire(r->source, step.wire, step.on, &r->fault) != HPT_OK)
            break;
    }
    finish(r);
}

void reset_start(struct reset *r, uv_loop_t *loop, struct source *source, const char *sequence)
{
    if (r->source != NULL)
        return;
    r->source = source;
    r->at = sequence;
    r->fault = (struct fault){0};
    (void)uv_timer_init(loop, &r->timer);
    r->timer.data = r;
    go_on(r);
}

/* No wire is left as it is only in the middle of the steps. */
void reset_stop(struct reset *r)
{
    struct step step;
    struct fault ignored = {0};

    if (r->source == NULL)
        return;
    while (take_step(&r->at, &step)) {
        (void)take_bar(&r->at);
        if (!step.is_wait)
            (void)r->source->set_wire(r->source, step.wire, step.on, &ignored);
    }
    finish(r);
}
