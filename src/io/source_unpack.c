/* A source around another one, whose bytes may be a packed stream. */
#include "base/str.h"
#include "io/source.h"
#include "io/unpack.h"

#include <stdlib.h>

enum {
    PIECE = 256 * 1024,
    DOUBT_MS = 250 /* no program that packs pauses within the first four bytes */
};

struct unpack {
    struct source base;
    struct source *packed;
    const struct packing *packing; /* NULL: not packed, or not decided */
    struct unpacker *unpacker;
    bool is_decided;
    bool empty_is_fault;
    bool reading;
    bool ended; /* the client has been told, or does not want to know */
    size_t open_handles;
    char head[UNPACK_HEAD]; /* the first bytes, until they decide */
    size_t head_size;
    struct hpt_str waiting[2]; /* packed bytes in hand, in order: head and what came last */
    bool is_full;              /* the unpacker may have more without further input */
    uint64_t time_us;          /* of the packed bytes */
    uint64_t made;
    uv_idle_t idle;   /* one piece per turn of the loop, so that Ctrl-C is heard between them */
    uv_timer_t doubt; /* a prompt that could be the beginning of a packed stream is not one */
    char piece[PIECE];
};

static void on_idle(uv_idle_t *idle);

/* Reads on, from what is in hand or from the source. */
static void go_on(struct unpack *p)
{
    bool is_at_hand = p->is_full || p->waiting[0].len > 0 || p->waiting[1].len > 0;
    bool unpacks = p->reading && !p->ended && p->unpacker != NULL && is_at_hand;

    if (unpacks)
        (void)uv_idle_start(&p->idle, on_idle);
    else
        (void)uv_idle_stop(&p->idle);
    p->packed->read(p->packed, p->reading && !p->ended && !unpacks);
}

static void end(struct unpack *p, enum source_end how)
{
    if (p->ended)
        return;
    p->ended = true;
    go_on(p);
    (void)uv_timer_stop(&p->doubt);
    p->base.client.end(p->base.client.self, how, &p->base.fault);
}

static void give(struct unpack *p, const char *bytes, size_t size)
{
    if (size > 0 && !p->ended)
        p->base.client.data(p->base.client.self, bytes, size, p->time_us);
}

static void fail(struct unpack *p)
{
    struct fault *f = &p->base.fault;

    if (p->unpacker->is_too_large)
        (void)fault_input(f,
                          "%s cannot be unpacked within 128 MiB of memory; unpack it first, with "
                          "zstd -d --long=31",
                          p->base.name);
    else
        (void)fault_input(
            f,
            "%s is damaged: its %s data cannot be unpacked beyond byte %llu of the log "
            "(%s); copy it again",
            p->base.name, p->packing->name, (unsigned long long)p->made, p->unpacker->failure);
    end(p, SOURCE_FAILED);
}

static void on_idle(uv_idle_t *idle)
{
    struct unpack *p = idle->data;
    struct hpt_str *in = &p->waiting[p->waiting[0].len > 0 ? 0 : 1];
    size_t made = p->unpacker->run(p->unpacker, in, p->piece, PIECE);

    p->is_full = made == PIECE;
    p->made += made;
    give(p, p->piece, made);
    if (p->ended)
        return;
    if (p->unpacker->failure != NULL)
        fail(p);
    else
        go_on(p);
}

/* The head is what it is: given on as it came, or to the unpacker. */
static void decide(struct unpack *p)
{
    (void)uv_timer_stop(&p->doubt);
    p->is_decided = true;
    if (p->packing == NULL) {
        give(p, p->head, p->head_size);
        return;
    }
    p->unpacker = p->packing->start();
    if (p->unpacker == NULL) {
        (void)fault_memory(&p->base.fault);
        end(p, SOURCE_FAILED);
        return;
    }
    p->base.live = false; /* a pause only says that its writer collects */
    p->waiting[0] = (struct hpt_str){p->head, p->head_size};
}

static void on_doubt_end(uv_timer_t *timer)
{
    decide(timer->data);
}

/* Keeps the first bytes until they say what the stream is. */
static void look(struct unpack *p, struct hpt_str *bytes)
{
    bool may_become = true;

    while (may_become && bytes->len > 0 && p->head_size < UNPACK_HEAD) {
        p->head[p->head_size++] = *bytes->at;
        str_skip(bytes, 1);
        p->packing = packing_of(p->head, p->head_size, &may_become);
    }
    if (!may_become)
        decide(p);
    else if (p->base.live)
        (void)uv_timer_start(&p->doubt, on_doubt_end, DOUBT_MS, 0);
}

static void on_data(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct unpack *p = self;
    struct hpt_str rest = {bytes, size};

    p->base.taken = p->packed->taken;
    p->time_us = time_us;
    if (!p->is_decided)
        look(p, &rest);
    if (p->ended || !p->is_decided)
        return;
    if (p->unpacker == NULL) {
        give(p, rest.at, rest.len);
        return;
    }
    p->waiting[1] = rest;
    go_on(p);
}

static void on_end(void *self, enum source_end how, const struct fault *fault)
{
    struct unpack *p = self;

    if (!p->is_decided)
        decide(p); /* what it could have become it is not */
    p->base.fault = *fault;
    if (how == SOURCE_ENDED && p->unpacker != NULL && p->unpacker->is_inside) {
        (void)fault_input(&p->base.fault,
                          "%s was cut short: its %s data break off after byte %llu of the log; "
                          "copy it again, or let the program that writes it come to its end",
                          p->base.name, p->packing->name, (unsigned long long)p->made);
        how = SOURCE_FAILED;
    } else if (how == SOURCE_ENDED && p->unpacker != NULL && p->made == 0 && p->empty_is_fault) {
        (void)fault_input(&p->base.fault,
                          "%s is empty once it is unpacked; write what the device says into it and "
                          "try again",
                          p->base.name);
        how = SOURCE_FAILED;
    }
    end(p, how);
}

static void unpack_read(struct source *s, bool on)
{
    struct unpack *p = (struct unpack *)s;

    p->reading = on;
    go_on(p);
}

static void on_closed(uv_handle_t *handle)
{
    struct unpack *p = handle->data;

    if (--p->open_handles > 0)
        return;
    if (p->unpacker != NULL)
        p->unpacker->free(p->unpacker);
    free(p);
}

static void unpack_close(struct source *s)
{
    struct unpack *p = (struct unpack *)s;

    p->ended = true;
    p->packed->close(p->packed);
    uv_close((uv_handle_t *)&p->idle, on_closed);
    uv_close((uv_handle_t *)&p->doubt, on_closed);
}

struct source *source_unpack(uv_loop_t *loop, struct source *packed, bool empty_is_fault,
                             const struct source_client *client, struct fault *f)
{
    struct unpack *p = packed != NULL ? calloc(1, sizeof *p) : NULL;

    if (packed == NULL)
        return NULL;
    if (p == NULL) {
        (void)fault_memory(f);
        packed->close(packed);
        return NULL;
    }
    p->base = (struct source){.name = packed->name,
                              .live = packed->live,
                              .whole = packed->whole,
                              .clock = packed->clock,
                              .read = unpack_read,
                              .write = source_write_nothing,
                              .close = unpack_close,
                              .client = *client};
    p->packed = packed;
    p->empty_is_fault = empty_is_fault;
    packed->client = (struct source_client){.self = p, .data = on_data, .end = on_end};
    p->idle.data = p;
    p->doubt.data = p;
    p->open_handles = 2;
    (void)uv_idle_init(loop, &p->idle); /* these cannot fail */
    (void)uv_timer_init(loop, &p->doubt);
    return &p->base;
}
