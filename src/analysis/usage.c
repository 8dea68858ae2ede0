#include "analysis/usage.h"

#include "base/cache_line.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(struct usage_site) == 3 * (size_t)CACHE_LINE,
              "a site is not in whole cache lines");

static enum hpt_status grow(struct usage *u, size_t count)
{
    size_t capacity = u->capacity == 0 ? 64 : u->capacity;

    while (capacity < count)
        capacity *= 2;
    if (capacity > u->capacity) {
        struct usage_site *of =
            cache_line_grow(u->of, u->capacity * sizeof *of, capacity * sizeof *of);
        if (of == NULL)
            return HPT_ERR_MEMORY;
        memset(of + u->capacity, 0, (capacity - u->capacity) * sizeof *of);
        u->of = of;
        u->capacity = capacity;
    }
    u->count = count;
    return HPT_OK;
}

static void begin_curve(struct usage_site *s, uint64_t first, uint64_t bytes)
{
    curve_begin(&s->curve, first, bytes, 0);
    s->open = s->curve.points[0];
    s->end = s->curve.end;
}

void usage_extend_curve(struct usage_site *s, uint64_t number)
{
    s->curve.points[s->curve.count - 1] = s->open;
    curve_reach(&s->curve, number);
    s->open = s->curve.points[s->curve.count - 1];
    s->end = s->curve.end;
}

static enum hpt_status add_curve(struct usage *u, struct usage_site *s)
{
    if (u->curves == USAGE_CURVES) {
        u->curveless++;
        return HPT_OK;
    }
    s->curve.points = malloc(USAGE_POINTS * sizeof *s->curve.points);
    if (s->curve.points == NULL)
        return HPT_ERR_MEMORY;
    s->curve.capacity = USAGE_POINTS;
    u->curves++;
    begin_curve(s, u->first, 0);
    return HPT_OK;
}

enum hpt_status usage_reach(struct usage *u, const struct ledger *l)
{
    size_t known = u->count;
    enum hpt_status status = grow(u, l->sites.count + 1);

    for (size_t i = known; i < u->count && status == HPT_OK; i++) {
        u->of[i] = (struct usage_site){.epoch = u->epoch, .end = UINT64_MAX};
        if (i > 0)
            status = add_curve(u, &u->of[i]);
    }
    return status;
}

enum hpt_status usage_fail(struct usage *u, const struct ledger *l, uint32_t site)
{
    if (usage_is_unreached(u, l) && usage_reach(u, l) != HPT_OK)
        return HPT_ERR_MEMORY;
    u->of[site].failures++;
    return HPT_OK;
}

/* What lives, site by site. */
static void count_live(struct usage *u, const struct ledger *l)
{
    const struct record *r;

    for (size_t i = 0; i < u->count; i++)
        u->of[i].live_blocks = u->of[i].live_bytes = 0;
    for (size_t at = 0; (r = ledger_next(l, &at)) != NULL;) {
        u->of[r->site].live_blocks++;
        u->of[r->site].live_bytes += r->requested;
    }
}

enum hpt_status usage_recount(struct usage *u, const struct ledger *l, const struct hpt_event *e)
{
    if (usage_reach(u, l) != HPT_OK)
        return HPT_ERR_MEMORY;
    for (size_t i = 0; i < u->count; i++)
        usage_put_down(u, &u->of[i]);
    count_live(u, l);
    for (size_t i = 0; i < u->count; i++)
        usage_draw(&u->of[i], e);
    return HPT_OK;
}

enum hpt_status usage_begin(struct usage *u, const struct ledger *l, uint64_t first, bool is_part)
{
    usage_release(u);
    u->first = first;
    if (usage_reach(u, l) != HPT_OK)
        return HPT_ERR_MEMORY;
    if (is_part)
        count_live(u, l);
    for (size_t i = 0; i < u->count; i++) {
        struct usage_site *s = &u->of[i];
        s->before_blocks = s->live_blocks;
        s->open.most = s->live_bytes;
        if (s->curve.capacity > 0)
            begin_curve(s, first, s->live_bytes);
    }
    return HPT_OK;
}

void usage_end(struct usage *u, uint64_t last)
{
    for (size_t i = 0; i < u->count; i++) {
        struct usage_site *s = &u->of[i];
        usage_put_down(u, s);
        if (s->curve.capacity == 0)
            continue;
        usage_extend_curve(s, last);
    }
}

static uint64_t most_of(const struct usage_site *s)
{
    uint64_t most = s->open.most;

    for (size_t i = 0; i < s->curve.count; i++)
        most = s->curve.points[i].most > most ? s->curve.points[i].most : most;
    return most;
}

struct hpt_site usage_site(const struct usage *u, const struct ledger *l, size_t number)
{
    const struct usage_site *s = &u->of[number];
    struct hpt_site is = {.allocations = s->allocations,
                          .releases = s->releases,
                          .failures = s->failures,
                          .bytes = s->bytes,
                          .live_blocks = s->live_blocks,
                          .live_bytes = s->live_bytes,
                          .before_blocks = s->before_blocks,
                          .most_bytes = most_of(s),
                          .peak_blocks = s->peak_blocks,
                          .peak_bytes = s->peak_bytes,
                          .temporaries = {s->temporaries[0], s->temporaries[1]},
                          .age_bytes = s->age_bytes};

    if (s->curve.capacity > 0)
        is.live = curve_view(&s->curve);
    if (number > 0) {
        is.caller = l->sites.of[number].caller;
        is.size = l->sites.of[number].size;
    }
    return is;
}

void usage_release(struct usage *u)
{
    for (size_t i = 0; i < u->count; i++)
        free(u->of[i].curve.points);
    free(u->of);
    *u = (struct usage){0};
}
