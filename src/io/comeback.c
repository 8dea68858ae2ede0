#include "io/comeback.h"

enum { SOON_MS = 50, PATIENCE_MS = 2000, LATER_MS = 1000 };

static void look(struct comeback *c);

static void on_part_closed(void *self)
{
    struct comeback *c = self;

    if (--c->open_parts == 0)
        c->closed(c->self);
}

static void on_timer_closed(uv_handle_t *handle)
{
    on_part_closed(handle->data);
}

/* The next wait may have begun already. If there is none, *c may be gone with its last part. */
static void on_watch_closed(void *self)
{
    struct comeback *c = self;
    bool is_next = c->is_waiting;

    on_part_closed(c);
    if (is_next)
        comeback_start(c);
}

static void on_changed(void *self)
{
    look(self);
}

static void on_retry(uv_timer_t *timer)
{
    look(timer->data);
}

void comeback_init(struct comeback *c, uv_loop_t *loop)
{
    c->loop = loop;
    c->watch =
        (struct port_watch){.fd = -1, .self = c, .changed = on_changed, .closed = on_watch_closed};
    (void)uv_timer_init(loop, &c->retry);
    c->retry.data = c;
    c->open_parts = 1;
}

static void stop(struct comeback *c)
{
    (void)uv_timer_stop(&c->retry);
    c->is_waiting = false;
    if (c->watch.fd >= 0)
        port_watch_close(&c->watch);
}

static void look_again(struct comeback *c, uint64_t ms)
{
    (void)uv_timer_start(&c->retry, on_retry, ms, 0);
}

/* True when whatever changes there wakes us. */
static bool watch(struct comeback *c)
{
    char path[PATH_SIZE], nodes[PATH_SIZE];
    bool by_board = port_name_is_special(c->name) || c->before->info.is_usb;

    if (c->watch.fd < 0 || !root_path(nodes, "/dev"))
        return false;
    if (port_name_is_special(c->name) ? !root_path(path, "/dev/serial/by-id/%s", c->name)
                                      : !path_copy(path, c->name))
        return false;
    return port_watch_set(&c->watch, path, by_board ? nodes : NULL);
}

static void not_there(struct comeback *c, bool is_watched)
{
    c->refused_since = 0;
    c->is_told = false;
    if (is_watched)
        (void)uv_timer_stop(&c->retry);
    else
        look_again(c, LATER_MS);
}

static bool is_patient(struct comeback *c)
{
    if (c->refused_since == 0)
        c->refused_since = uv_now(c->loop);
    return uv_now(c->loop) - c->refused_since < PATIENCE_MS;
}

static void refuse(struct comeback *c, const struct fault *why)
{
    look_again(c, is_patient(c) ? SOON_MS : LATER_MS);
    if (is_patient(c) || c->is_told)
        return;
    c->is_told = true;
    c->refused(c->self, why);
}

static void try(struct comeback *c, const struct port_place *place, bool is_watched)
{
    struct serial_trouble trouble;
    struct fault why = {0};
    struct serial_port *port = serial_port_open(place->path, place->info.path, c->wish, &trouble);

    if (port != NULL) {
        stop(c);
        c->back(c->self, port, place);
    } else if (serial_trouble_is_missing(&trouble)) {
        not_there(c, is_watched);
    } else {
        if (!is_patient(c) && !c->is_told)
            (void)serial_trouble_tell(&trouble, place->path, c->wish, &why);
        refuse(c, &why);
    }
}

static bool is_another_board(const struct comeback *c, const struct port_place *place)
{
    return c->before->info.is_usb && !port_is_same(&place->info, &c->before->info);
}

/* Watched first and looked at then, so that nothing can appear in between. */
static void look(struct comeback *c)
{
    bool is_watched = watch(c);
    struct port_place place;
    struct fault why = {0};

    switch (port_find(c->name, &c->before->info, &place, &why)) {
    case PORT_MISSING:
        not_there(c, is_watched);
        break;
    case PORT_UNCLEAR:
        refuse(c, &why);
        break;
    case PORT_FOUND:
        if (port_place_is_stale(&place, c->before))
            not_there(c, is_watched);
        else if (is_another_board(c, &place) && is_patient(c))
            look_again(c, SOON_MS);
        else
            try(c, &place, is_watched);
        break;
    }
}

void comeback_start(struct comeback *c)
{
    c->is_waiting = true;
    c->is_told = false;
    c->refused_since = 0;
    if (c->open_parts > 1)
        return; /* the last watch is being closed: on_watch_closed starts again */
    if (port_watch_open(&c->watch, c->loop))
        c->open_parts++;
    look(c);
}

void comeback_close(struct comeback *c)
{
    stop(c);
    uv_close((uv_handle_t *)&c->retry, on_timer_closed);
}
