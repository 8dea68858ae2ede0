/* What is free at the instant, and what it could serve. */
#include "base/out.h"
#include "tui/list.h"

#include <inttypes.h>

static size_t count(const struct show *s)
{
    return s->gather->hole_count;
}

static void heading(struct area row, const struct show *s)
{
    (void)s;
    area_text(row, 0, 0, (struct pen){0}, "   ADDRESS      FREE  LARGEST malloc");
}

/* A bar beside the figures, as long as the hole is large beside the largest. */
static void put_bar(struct area row, const struct show *s, const struct hpt_block *hole)
{
    uint64_t most = 1;
    int column = 38, room = row.columns - column - 1;

    for (size_t i = 0; i < s->gather->hole_count; i++)
        most = s->gather->holes[i].size > most ? s->gather->holes[i].size : most;
    if (room < 4)
        return;
    uint64_t length = hole->size * (uint64_t)(room < 40 ? room : 40) / most;
    for (uint64_t i = 0; i < (length > 0 ? length : 1); i++)
        area_text(row, 0, column++, pen_ink(INK_FREE), sign(s, "▄", "="));
}

static void row(struct area row, const struct show *s, size_t i)
{
    const struct hpt_block *b = &s->gather->holes[i];
    bool is_best = b->requested > 0 && b->requested >= s->state->largest_allocatable;

    area_format(row, 0, 0, is_best ? (struct pen){.flags = PEN_BOLD} : (struct pen){0},
                "  %08" PRIx64 "  %8" PRIu64 "  %14" PRIu64, b->address, b->size, b->requested);
    put_bar(row, s, b);
}

static uint64_t key(const struct show *s, size_t i)
{
    return s->gather->holes[i].address;
}

static struct pick pick(const struct show *s, size_t i)
{
    return (struct pick){.address = key(s, i)};
}

static void empty(struct hpt_out *out, const struct show *s)
{
    if (s->state->heap_count == 0)
        out_text(out, "No heap is known yet.");
    else
        write_empty(out, s, "There is no hole: nothing is free at this instant.");
}

static const char *const sorts[] = {
    [HOLES_BY_ADDRESS] = "address", [HOLES_BY_SIZE] = "size, the largest first", NULL};

const struct list list_holes = {"Holes", sorts, count, heading, row, pick, key, empty};
