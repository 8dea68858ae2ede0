/* What is in each unit of the map. */
#include "base/str.h"
#include "tui/map.h"

struct map_tints map_tints_of(const struct show *s)
{
    const struct filter *f = &s->app->filter;
    const struct hpt_event *last = scene_event(s->scene, 0);
    struct map_tints t = {.show = s, .has_filter = f->by_size || f->by_address || *f->site != '\0'};

    if (last == NULL || !s->is_flashing || last->number != s->state->event || last->block.size == 0)
        return t;
    t.has_made = last->kind == HPT_EVENT_ALLOC || last->kind == HPT_EVENT_RESIZE;
    t.has_gone = last->kind == HPT_EVENT_FREE && last->warning == HPT_WARN_NONE;
    t.from = last->block.header;
    t.to = last->block.header + last->block.size;
    return t;
}

static unsigned log2_of(uint64_t value)
{
    return value == 0 ? 0 : 63 - (unsigned)__builtin_clzll(value);
}

/* Each class of ages is four times as old: 8, 32, 128, ... events. */
static enum ink age_ink(const struct map_tints *t, const struct hpt_block *b)
{
    uint64_t age = t->show->state->event - b->event;
    unsigned class = age < 8 ? 0 : (log2_of(age) - 1) / 2;

    return (enum ink)(INK_AGE + (class < INK_AGES ? class : INK_AGES - 1));
}

static enum ink site_ink(const struct map_tints *t, const struct hpt_block *b)
{
    const struct gathered_site *site = gather_site(t->show->gather, b);

    return site == NULL ? INK_DATA : (enum ink)(INK_SERIES_FIRST + site->series % INK_SERIES);
}

/* Up to 8, 16, 32, ... bytes. */
static enum ink size_ink(const struct hpt_block *b)
{
    unsigned class = b->requested <= 8 ? 0 : log2_of(b->requested - 1) - 2;

    return (enum ink)(INK_SERIES_FIRST + (class < INK_SERIES ? class : INK_SERIES - 1));
}

static enum ink waste_ink(const struct hpt_block *b)
{
    uint64_t wasted = b->size > b->requested ? b->size - b->requested : 0;

    return wasted * 8 <= b->size ? INK_GOOD : wasted * 3 <= b->size ? INK_TIGHT : INK_BAD;
}

enum ink map_tint(const struct map_tints *t, const struct hpt_block *b)
{
    enum tint tint = t->show->app->tint;

    if (!b->seen) /* it came before the trace: nothing is known of it */
        return tint == TINT_AGE ? (enum ink)(INK_AGE + INK_AGES - 1) : INK_DATA;
    switch (tint) {
    case TINT_AGE:
        return age_ink(t, b);
    case TINT_SITE:
        return site_ink(t, b);
    case TINT_SIZE:
        return size_ink(b);
    case TINT_WASTE:
        return waste_ink(b);
    case TINT_KIND:
    case TINT_COUNT:
        break;
    }
    return INK_DATA;
}

static uint8_t flags_of(const struct map_tints *t, const struct hpt_block *b)
{
    bool is_out = t->has_filter && b->state == HPT_BLOCK_USED &&
                  !filter_passes(&t->show->app->filter, b, t->show->namer);

    return is_out ? UNIT_OUT : 0;
}

/* A stretch of a block that is one thing. */
struct piece {
    uint64_t to;
    enum unit_kind kind;
};

static struct piece piece_at(const struct hpt_block *b, uint64_t at)
{
    uint64_t end = b->header + b->size;
    uint64_t data_end = b->seen ? b->address + b->requested : end;

    if (b->state != HPT_BLOCK_USED)
        return (struct piece){end, b->state == HPT_BLOCK_FREE ? UNIT_FREE : UNIT_UNKNOWN};
    if (at < b->address && b->address < end)
        return (struct piece){b->address, UNIT_HEADER};
    if (at < data_end)
        return (struct piece){data_end < end ? data_end : end, UNIT_DATA};
    return (struct piece){end, UNIT_ROUNDING};
}

/* What a unit holds so far. */
struct tally {
    uint64_t bytes[UNIT_KIND_COUNT];
    uint64_t most; /* bytes of the block that has most of it */
    uint8_t ink;
    uint8_t flags;
};

/* What most of it is; between equals what tells blocks apart. */
static enum unit_kind kind_of(const struct tally *t)
{
    const uint64_t *bytes = t->bytes;
    uint64_t used = bytes[UNIT_HEADER] + bytes[UNIT_DATA] + bytes[UNIT_ROUNDING];

    if (bytes[UNIT_UNKNOWN] > 0)
        return UNIT_UNKNOWN;
    if (bytes[UNIT_FREE] > 0)
        return used > 0 ? UNIT_MIXED : UNIT_FREE;
    if (used == 0)
        return UNIT_NOTHING;
    if (bytes[UNIT_HEADER] * 2 >= used)
        return UNIT_HEADER;
    return bytes[UNIT_ROUNDING] > bytes[UNIT_DATA] ? UNIT_ROUNDING : UNIT_DATA;
}

static enum ink ink_of(const struct map_tints *t, const struct tally *y, enum unit_kind kind)
{
    static const uint8_t inks[UNIT_KIND_COUNT] = {
        [UNIT_FREE] = INK_FREE,     [UNIT_UNKNOWN] = INK_UNKNOWN, [UNIT_MIXED] = INK_MIXED,
        [UNIT_HEADER] = INK_HEADER, [UNIT_DATA] = INK_DATA,       [UNIT_ROUNDING] = INK_ROUNDING};
    bool is_tinted = kind == UNIT_MIXED || kind >= UNIT_HEADER;

    return t->show->app->tint != TINT_KIND && is_tinted ? (enum ink)y->ink : (enum ink)inks[kind];
}

static struct map_unit unit_of(const struct map_tints *t, const struct tally *y)
{
    enum unit_kind kind = kind_of(y);
    uint64_t taken = y->bytes[UNIT_UNKNOWN] + y->bytes[UNIT_HEADER] + y->bytes[UNIT_DATA] +
                     y->bytes[UNIT_ROUNDING];
    uint8_t set = taken > 0 && taken >= y->bytes[UNIT_FREE] ? UNIT_SET : 0;

    return (struct map_unit){(uint8_t)kind, (uint8_t)ink_of(t, y, kind), y->flags | set};
}

/* Units in the making: those before `next` are done. */
struct filling {
    const struct map_tints *tints;
    uint64_t from;
    unsigned shift;
    struct map_unit *units;
    size_t next, count;
    struct tally tally;
};

static void finish_unit(struct filling *f)
{
    f->units[f->next++] = unit_of(f->tints, &f->tally);
    f->tally = (struct tally){0};
}

/* Adds [at, to) of a block; what is in several units is in each with its share. */
static void add(struct filling *f, uint64_t at, uint64_t to, enum unit_kind kind, enum ink ink,
                uint8_t flags)
{
    while (at < to && f->next < f->count) {
        uint64_t unit_end = f->from + ((uint64_t)(f->next + 1) << f->shift);
        uint64_t end = to < unit_end ? to : unit_end;
        struct tally *y = &f->tally;

        y->bytes[kind] += end - at;
        if (kind >= UNIT_HEADER && end - at > y->most) {
            y->most = end - at;
            y->ink = (uint8_t)ink;
        }
        y->flags |= flags;
        if (end == unit_end)
            finish_unit(f);
        at = end;
    }
}

static void fill_finely(struct filling *f, const struct hpt_heap *heap)
{
    struct hpt_block b;
    uint64_t at = f->from;

    while (f->next < f->count && hpt_heap_block(heap, at, &b)) {
        enum ink ink = b.state == HPT_BLOCK_USED ? map_tint(f->tints, &b) : INK_PLAIN;
        uint8_t flags = flags_of(f->tints, &b);
        uint64_t end = b.header + b.size;
        while (at < end && f->next < f->count) {
            struct piece p = piece_at(&b, at);
            add(f, at, p.to, p.kind, ink, flags);
            at = p.to;
        }
    }
    if (f->next < f->count)
        finish_unit(f);
}

/* Used bytes up to the next hole; a unit has the colour of a block in the first of them. */
static void add_used(struct filling *f, const struct hpt_heap *heap, uint64_t at, uint64_t to)
{
    bool is_tinted = f->tints->show->app->tint != TINT_KIND;

    while (at < to && f->next < f->count) {
        uint64_t unit_end = f->from + ((uint64_t)(f->next + 1) << f->shift);
        uint64_t end = to < unit_end ? to : unit_end;
        struct hpt_block b;
        enum ink ink = f->tally.most > 0 ? (enum ink)f->tally.ink : INK_DATA;
        if (is_tinted && f->tally.most == 0 && hpt_heap_block(heap, at + (end - at) / 2, &b))
            ink = map_tint(f->tints, &b);
        add(f, at, end, UNIT_DATA, ink, 0);
        at = end;
    }
}

enum {
    COARSE = 7, /* units of so many bytes, as a power of two */
    HOLES = 6
};

/* Large units hold many blocks, of which only the sum is seen: so only the holes are visited, and
 * of each unit the first ones, which tell whether more of it is free. */
static void fill_coarsely(struct filling *f, const struct hpt_heap *heap)
{
    uint64_t at = f->from;
    uint64_t from;
    uint64_t to;
    size_t unit = f->next;
    unsigned holes = 0;

    while (f->next < f->count && at < heap->end) {
        if (!hpt_heap_next_hole(heap, at, &from, &to))
            from = to = heap->end;
        add_used(f, heap, at, from);
        add(f, at < from ? from : at, to, UNIT_FREE, INK_PLAIN, 0);
        at = to;
        holes = f->next == unit ? holes + 1 : 0;
        unit = f->next;
        if (holes == HOLES) {
            at = f->from + ((uint64_t)(f->next + 1) << f->shift);
            finish_unit(f);
        }
    }
    if (f->next < f->count)
        finish_unit(f);
}

static void mark(const struct filling *f, uint64_t from, uint64_t to, uint8_t flag)
{
    uint64_t end = f->from + ((uint64_t)f->next << f->shift);

    from = from > f->from ? from : f->from;
    to = to < end ? to : end;
    for (uint64_t i = (from - f->from) >> f->shift;
         from < to && i <= (to - 1 - f->from) >> f->shift; i++)
        f->units[i].flags |= flag;
}

/* The blocks that stand out, however small beside a unit. */
static void mark_blocks(const struct filling *f, const struct hpt_heap *heap)
{
    uint64_t selected = f->tints->show->app->selected;
    struct hpt_block b;

    if (selected != 0 && hpt_heap_block(heap, selected, &b) && b.address == selected)
        mark(f, b.header, b.header + b.size, UNIT_CURSOR);
    if (f->tints->has_made)
        mark(f, f->tints->from, f->tints->to, UNIT_FLASH);
    if (f->tints->has_gone)
        mark(f, f->tints->from, f->tints->to, UNIT_HOLE);
}

/* With a filter each block counts. */
static bool may_be_coarse(const struct map_tints *t, const struct hpt_heap *heap, unsigned shift)
{
    return shift >= COARSE && heap->unknown_bytes == 0 && !t->has_filter;
}

void map_fill(const struct map_tints *t, const struct hpt_heap *heap, uint64_t from, unsigned shift,
              struct map_unit *units, size_t count)
{
    struct filling f = {.tints = t, .from = from, .shift = shift, .units = units, .count = count};

    if (may_be_coarse(t, heap, shift))
        fill_coarsely(&f, heap);
    else
        fill_finely(&f, heap);
    mark_blocks(&f, heap);
    while (f.next < count)
        units[f.next++] = (struct map_unit){0};
}
