/* What lives at the instant. */
#include "base/out.h"
#include "tui/list.h"

#include <inttypes.h>

static size_t count(const struct show *s)
{
    return s->gather->block_count;
}

static void heading(struct area row, const struct show *s)
{
    (void)s;
    area_text(row, 0, 0, (struct pen){0},
              is_narrow(row) ? "   ADDRESS  REQUESTED  OCCUPIED       AGE  SITE"
                             : "   ADDRESS  REQUESTED  OCCUPIED       AGE     EVENT  SITE");
}

/* The swatch has the colour that the block has on the map, where sites are told apart. */
static void put_swatch(struct area row, const struct show *s, const struct hpt_block *b)
{
    const struct gathered_site *site = gather_site(s->gather, b);

    if (site == NULL || s->app->tint != TINT_SITE || s->look.colors == 0)
        return;
    area_put(row, 0, 0, (struct pen){.back = (uint8_t)(INK_SERIES_FIRST + site->series)}, ' ');
}

/* The age is in events. */
static void put_known(struct area row, const struct show *s, const struct hpt_block *b)
{
    int column = area_format(row, 0, 0, (struct pen){0},
                             "  %08" PRIx64 "  %9" PRIu64 "  %8" PRIu64 "  %8" PRIu64, b->address,
                             b->requested, b->size, s->state->event - b->event);

    if (!is_narrow(row))
        area_format(row, 0, column, (struct pen){0}, "  %8" PRIu64, b->event);
}

static void row(struct area row, const struct show *s, size_t i)
{
    const struct hpt_block *b = &s->gather->blocks[i];

    if (b->state == HPT_BLOCK_UNKNOWN || !b->seen)
        area_format(row, 0, 0, pen_ink(INK_UNKNOWN), "  %08" PRIx64 "  %9s  %8" PRIu64,
                    b->address != 0 ? b->address : b->header, "?", b->size);
    else
        put_known(row, s, b);
    put_swatch(row, s, b);
    put_block_site(row, is_narrow(row) ? 43 : 53, s, b);
}

static uint64_t key(const struct show *s, size_t i)
{
    const struct hpt_block *b = &s->gather->blocks[i];

    return b->address != 0 ? b->address : b->header;
}

static struct pick pick(const struct show *s, size_t i)
{
    return (struct pick){.event = s->gather->blocks[i].event, .address = key(s, i)};
}

static void empty(struct hpt_out *out, const struct show *s)
{
    if (s->state->counted_only)
        out_text(out, "Blocks were only counted: there is no map to list them from.");
    else
        write_empty(out, s, "No block lives at this instant.");
}

static const char *const sorts[] = {[BLOCKS_BY_ADDRESS] = "address",
                                    [BLOCKS_BY_REQUESTED] = "requested size, the largest first",
                                    [BLOCKS_BY_OCCUPIED] = "occupied size, the largest first",
                                    [BLOCKS_BY_AGE] = "age, the oldest first",
                                    [BLOCKS_BY_SITE] = "call site",
                                    NULL};

const struct list list_blocks = {"Blocks", sorts, count, heading, row, pick, key, empty};
