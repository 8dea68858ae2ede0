/* Each allocator model against a naive one that walks a list. The naive one prints the trace of a
 * random program; the tracker must predict every address, and its map must be the device's memory.
 * With a line dropped on the way the model must stay sound. */
#include "fuzz.h"

#include "../tests/model/naive.h"

#include <string.h>

enum { HEAP = 1024, LIVE = 64, STEPS = 750, TEXT_MAX = 1 << 16 };

/* What the device printed, and what of it was lost on the way. */
struct log {
    char text[TEXT_MAX];
    size_t length;
    size_t lines;
    size_t dropped_line; /* 0: none */
    bool dropped;
};

static void say(struct log *l, const char *line)
{
    size_t length = strlen(line);

    if (++l->lines == l->dropped_line) {
        l->dropped = true;
        return;
    }
    if (l->length + length <= TEXT_MAX) {
        memcpy(l->text + l->length, line, length);
        l->length += length;
    }
}

static void work(struct naive *n, struct log *l, const uint8_t *data, size_t size)
{
    char line[NAIVE_LINE];

    for (size_t i = 0; i + 1 < size && i < 2 * STEPS; i += 2) {
        uint8_t what = data[i];
        if (n->live_count > 0 && what % 2 != 0)
            naive_free(n, data[i + 1] % n->live_count, line);
        else if (n->live_count > 0 && what % 16 == 8 && n->rules->nano)
            naive_realloc(n, data[i + 1] % n->live_count, 1 + what, line);
        else if (n->live_count < LIVE)
            naive_alloc(n, data[i + 1] % (what & 64 ? 256u : 48u), line);
        else
            continue;
        say(l, line);
    }
}

/* Does the map show the device's memory? */
static bool is_true(const struct naive *n, const struct hpt_state *s)
{
    struct hpt_block b;
    uint64_t at = NAIVE_START;

    if (s->heap_count != 1)
        return false;
    for (size_t i = 0; i < n->count; at += n->chunks[i].size, i++) {
        bool last = i + 1 == n->count && !n->chunks[i].used;
        uint64_t size = last ? NAIVE_START + HEAP - at : n->chunks[i].size;
        if (!hpt_heap_block(&s->heaps[0], at, &b) || b.header != at || b.size != size ||
            (b.state == HPT_BLOCK_USED) != n->chunks[i].used)
            return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct naive n;
    static struct log l;
    char head[256];

    if (size < 3)
        return 0;
    l.length = l.lines = 0;
    l.dropped = false;
    l.dropped_line = (data[0] & 128) != 0 ? 2u + data[1] : 0;
    naive_init(&n, &naive_rules[(data[0] & 127) % naive_rules_count], HEAP, head, sizeof head);
    say(&l, head);
    work(&n, &l, data + 2, size - 2);
    struct hpt_tracker *t =
        hpt_tracker_new(&(struct hpt_options){.allocator = n.rules->name}, NULL);
    must(t != NULL, "no tracker");
    must(hpt_feed(t, l.text, l.length, 0, NULL) == HPT_OK && hpt_end(t) == HPT_OK,
         "feeding failed");
    const struct hpt_state *s = hpt_state(t);
    if (!l.dropped) {
        must(s->exactness.mispredicted == 0, "an address was not predicted");
        must(s->exactness.level == HPT_LEVEL_EXACT, "the map is not called exact");
        must(is_true(&n, s), "the map is not the device's memory");
    }
    must(hpt_check(t) == NULL, "the model is not sound");
    hpt_tracker_free(t);
    return 0;
}
