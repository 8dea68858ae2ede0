/* However an input is cut into calls, everything that comes out is the same: the log view byte for
 * byte, every field of every event and notice, the text, the final state and map.
 *
 *     pieces [FILE...]
 *
 * checks the files, or without any the inputs of nasty.c. */
#include "nasty.h"

#include "heapterm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANDOM_CUTTINGS 20

/* What one way of feeding an input led to. */
struct outcome {
    struct buffer view;
    struct buffer text;
    struct buffer map;
    uint64_t events;
    uint64_t event_hash;
    uint64_t notices;
    uint64_t notice_hash;
    uint64_t state_hash;
    char broken[200]; /* the first broken invariant, or empty */
};

static unsigned passed, failed;

static void mix_bytes(uint64_t *hash, const void *bytes, size_t size)
{
    const unsigned char *b = bytes;

    for (size_t i = 0; i < size; i++)
        *hash = (*hash ^ b[i]) * UINT64_C(1099511628211);
}

static void mix(uint64_t *hash, uint64_t value)
{
    mix_bytes(hash, &value, sizeof value);
}

static void mix_str(uint64_t *hash, struct hpt_str s)
{
    mix(hash, s.len);
    mix_bytes(hash, s.at, s.len);
}

static void mix_name(uint64_t *hash, const char *name)
{
    mix_bytes(hash, name, strlen(name) + 1);
}

static void mix_block(uint64_t *hash, const struct hpt_block *b)
{
    mix(hash, b->state);
    mix(hash, b->seen);
    mix(hash, b->doubtful);
    mix(hash, b->header);
    mix(hash, b->size);
    mix(hash, b->address);
    mix(hash, b->requested);
    mix(hash, b->event);
    mix(hash, b->caller);
}

static void mix_event(uint64_t *hash, const struct hpt_event *e)
{
    const uint64_t fields[] = {
        e->kind,        e->size_known, e->repeated,      e->native,        e->number,
        e->run,         e->input_line, e->input_byte,    e->time_us,       e->address,
        e->size,        e->caller,     e->verdict,       e->expected,      e->warning,
        e->old_address, e->other,      e->other_address, e->old_requested,
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        mix(hash, fields[i]);
    mix_block(hash, &e->block);
    mix_str(hash, e->line);
}

static void mix_exactness(uint64_t *hash, const struct hpt_exactness *x)
{
    mix(hash, x->level);
    mix(hash, x->exact_since);
    mix(hash, x->predicted);
    mix(hash, x->mispredicted);
    mix(hash, x->lost_lines);
    mix(hash, x->unknown_blocks);
    mix(hash, x->late_lines);
    mix(hash, x->torn_lines);
}

/* The figures; `line` and `byte` too, as they say how much of the input has been taken. */
static void mix_figures(uint64_t *hash, const struct hpt_state *s)
{
    const uint64_t fields[] = {
        s->event,       s->time_us,
        s->run,         s->live_blocks,
        s->live_bytes,  s->peak_live_bytes,
        s->peak_event,  s->free_bytes,
        s->total_bytes, s->largest_allocatable,
        s->low_event,   s->low_largest_allocatable,
        s->allocations, s->releases,
        s->resizes,     s->failures,
        s->warnings,    s->heap_count,
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        mix(hash, fields[i]);
    mix_exactness(hash, &s->exactness);
}

static void mix_heap(uint64_t *hash, const struct hpt_heap *h)
{
    struct hpt_block b;

    for (uint64_t at = h->start; hpt_heap_block(h, at, &b); at = b.header + b.size)
        mix_block(hash, &b);
    mix(hash, h->index);
    mix(hash, h->bounds);
    mix(hash, h->native);
    mix(hash, h->start);
    mix(hash, h->end);
    mix(hash, h->top);
    mix(hash, h->largest_allocatable);
}

static uint64_t hash_of_state(const struct hpt_state *s)
{
    uint64_t hash = 1;

    mix_figures(&hash, s);
    mix(&hash, s->line);
    mix(&hash, s->byte);
    mix_name(&hash, s->dialect);
    mix_name(&hash, s->allocator);
    for (size_t i = 0; i < s->heap_count; i++)
        mix_heap(&hash, &s->heaps[i]);
    return hash;
}

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct outcome *o = self;

    (void)time_us;
    add(&o->text, bytes.at, bytes.len);
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct outcome *o = self;

    o->events++;
    mix(&o->event_hash, o->text.count); /* where in the text it stands */
    mix_event(&o->event_hash, event);
    mix_figures(&o->event_hash, state);
}

static void on_notice(void *self, const struct hpt_notice *n, const struct hpt_state *state)
{
    struct outcome *o = self;

    (void)state;
    o->notices++;
    mix(&o->notice_hash, o->events);
    mix(&o->notice_hash, n->kind);
    mix(&o->notice_hash, n->event);
    mix(&o->notice_hash, n->address);
    mix(&o->notice_hash, n->other_address);
    mix(&o->notice_hash, n->count);
    mix(&o->notice_hash, n->heap);
    if (n->reason != NULL)
        mix_name(&o->notice_hash, n->reason);
    mix_str(&o->notice_hash, n->text);
}

static bool write_memory(void *self, const char *bytes, size_t size)
{
    add(self, bytes, size);
    return true;
}

static void must(enum hpt_status status, const char *what)
{
    if (status != HPT_OK)
        die(what);
}

/* How an input is cut: pieces of `fixed` bytes, or with 0 of random sizes. */
struct cutting {
    size_t fixed;
    uint64_t seed;
};

static size_t piece_of(struct cutting *c, size_t left)
{
    size_t size = c->fixed;

    if (size == 0) {
        uint64_t r = next_random(&c->seed);
        size = (size_t)(r % 8 == 0 ? 1 + (r >> 8) % 5000 : 1 + (r >> 8) % 40);
    }
    return size < left ? size : left;
}

static void feed(struct hpt_tracker *t, const struct buffer *in, struct cutting c)
{
    for (size_t at = 0; at < in->count;) {
        size_t size = piece_of(&c, in->count - at);
        size_t consumed = 0;
        /* A copy of its own size: valgrind and the sanitizers see a read beyond the piece. */
        char *piece = malloc(size);
        if (piece == NULL)
            die("no memory");
        memcpy(piece, in->bytes + at, size);
        must(hpt_feed(t, piece, size, 0, &consumed), "hpt_feed fails");
        free(piece);
        if (consumed != size)
            die("hpt_feed left bytes although nobody stopped it");
        at += size;
    }
}

static void run(struct outcome *o, const struct buffer *in, struct cutting c)
{
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    struct hpt_out view_out = {.self = &o->view, .write = write_memory};
    struct hpt_out map_out = {.self = &o->map, .write = write_memory};
    struct hpt_log_view *view = hpt_log_view_new(&view_out, &(struct hpt_log_options){0});
    if (t == NULL || view == NULL)
        die("no memory");
    struct hpt_observer view_observer = hpt_log_view_observer(view);
    struct hpt_observer own = {.self = o, .text = on_text, .event = on_event, .notice = on_notice};

    must(hpt_observe(t, &view_observer), "hpt_observe fails");
    must(hpt_observe(t, &own), "hpt_observe fails");
    feed(t, in, c);
    must(hpt_end(t), "hpt_end fails");
    hpt_log_view_summary(view, hpt_state(t));
    hpt_write_map_json(&map_out, hpt_state(t), NULL);
    o->state_hash = hash_of_state(hpt_state(t));
    const char *broken = hpt_check(t);
    if (broken != NULL)
        snprintf(o->broken, sizeof o->broken, "%s", broken);
    hpt_log_view_free(view);
    hpt_tracker_free(t);
}

static void release(struct outcome *o)
{
    free(o->view.bytes);
    free(o->text.bytes);
    free(o->map.bytes);
}

static bool same_bytes(const struct buffer *a, const struct buffer *b, const char *what,
                       const char *name, const char *how)
{
    size_t i = 0;

    while (i < a->count && i < b->count && a->bytes[i] == b->bytes[i])
        i++;
    if (i == a->count && i == b->count)
        return true;
    size_t from = i > 60 ? i - 60 : 0;
    printf("%s, %s: the %s differs at byte %zu: whole \"%.*s\", cut \"%.*s\"\n", name, how, what, i,
           (int)(a->count - from < 120 ? a->count - from : 120), a->bytes + from,
           (int)(b->count - from < 120 ? b->count - from : 120), b->bytes + from);
    return false;
}

static bool same_number(uint64_t a, uint64_t b, const char *what, const char *name, const char *how)
{
    if (a != b)
        printf("%s, %s: the %s differs: whole %" PRIu64 ", cut %" PRIu64 "\n", name, how, what, a,
               b);
    return a == b;
}

static void compare(const struct outcome *whole, const struct buffer *in, struct cutting c,
                    const char *name, const char *how)
{
    struct outcome cut = {0};

    run(&cut, in, c);
    bool same = same_number(whole->events, cut.events, "number of events", name, how) &&
                same_number(whole->notices, cut.notices, "number of notices", name, how) &&
                same_bytes(&whole->text, &cut.text, "text", name, how) &&
                same_number(whole->event_hash, cut.event_hash, "hash of events", name, how) &&
                same_number(whole->notice_hash, cut.notice_hash, "hash of notices", name, how) &&
                same_bytes(&whole->view, &cut.view, "log view", name, how) &&
                same_bytes(&whole->map, &cut.map, "map", name, how) &&
                same_number(whole->state_hash, cut.state_hash, "final state", name, how);
    if (same && cut.broken[0] != '\0') {
        printf("%s, %s: %s\n", name, how, cut.broken);
        same = false;
    }
    if (same)
        passed++;
    else
        failed++;
    release(&cut);
}

static void check(const char *name, const struct buffer *in)
{
    static const size_t sizes[] = {1, 2, 3, 7, 4096};
    struct outcome whole = {0};
    char how[60];

    run(&whole, in, (struct cutting){.fixed = in->count});
    if (whole.text.count > in->count) {
        printf("%s: more text comes out than went in\n", name);
        failed++;
    }
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        snprintf(how, sizeof how, "in pieces of %zu", sizes[i]);
        compare(&whole, in, (struct cutting){.fixed = sizes[i]}, name, how);
    }
    for (uint64_t seed = 1; seed <= RANDOM_CUTTINGS; seed++) {
        snprintf(how, sizeof how, "in random pieces, seed %" PRIu64, seed);
        compare(&whole, in, (struct cutting){.seed = seed * 7919}, name, how);
    }
    release(&whole);
}

static void check_file(const char *path)
{
    struct buffer in = {0};
    char chunk[65536];
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        die("a file cannot be opened");

    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        add(&in, chunk, n);
    fclose(f);
    check(path, &in);
    free(in.bytes);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        check_file(argv[i]);
    if (argc == 1)
        nasty_inputs(check);
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
