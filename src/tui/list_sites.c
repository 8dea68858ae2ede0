/* Who holds what at the instant: call sites, or sizes where the device prints no callers. */
#include "base/out.h"
#include "tui/list.h"

#include <inttypes.h>

enum { FULL_BLOCK = 0x2588 };

static size_t count(const struct show *s)
{
    return s->gather->site_count;
}

static void heading(struct area row, const struct show *s)
{
    (void)s;
    area_text(row, 0, 0, (struct pen){0},
              is_narrow(row) ? "  BLOCKS  REQUESTED  OCCUPIED  SITE"
                             : "  BLOCKS  REQUESTED  OCCUPIED  OLDEST AT  NEWEST AT  SITE");
}

static void row(struct area row, const struct show *s, size_t i)
{
    const struct gathered_site *g = &s->gather->sites[i];
    uint8_t ink = (uint8_t)(INK_SERIES_FIRST + g->series);

    /* A block keeps its colour where the row is selected. */
    if (s->look.colors > 0 && s->look.is_ascii)
        area_put(row, 0, 0, (struct pen){.back = ink}, ' ');
    else if (s->look.colors > 0)
        area_put(row, 0, 0, pen_ink(ink), FULL_BLOCK);
    int column =
        area_format(row, 0, 2, (struct pen){0}, "%6" PRIu64 "  %9" PRIu64 "  %8" PRIu64 "  ",
                    g->blocks, g->bytes, g->occupied);
    if (!is_narrow(row))
        column = area_format(row, 0, column, (struct pen){0}, "%9" PRIu64 "  %9" PRIu64 "  ",
                             g->oldest, g->newest);
    put_site(row, column, s, g->caller, g->size);
}

static uint64_t key(const struct show *s, size_t i)
{
    const struct gathered_site *g = &s->gather->sites[i];

    return g->caller != 0 ? g->caller : g->size;
}

static struct pick pick(const struct show *s, size_t i)
{
    struct pick p = {0};

    pick_site(&p, s, s->gather->sites[i].caller, s->gather->sites[i].size);
    return p;
}

static void empty(struct hpt_out *out, const struct show *s)
{
    write_empty(out, s, "No block whose allocation was in the trace lives at this instant.");
}

static const char *const sorts[] = {[SITES_BY_BYTES] = "requested bytes, the most first",
                                    [SITES_BY_BLOCKS] = "blocks, the most first",
                                    [SITES_BY_OLDEST] = "age of the oldest block",
                                    [SITES_BY_NAME] = "name",
                                    NULL};

const struct list list_sites = {"Sites", sorts, count, heading, row, pick, key, empty};
