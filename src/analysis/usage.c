#include "analysis/usage.h"

#include <stdlib.h>
#include <string.h>

static enum hpt_status grow(struct usage *u, size_t count)
{
    size_t capacity = u->capacity == 0 ? 64 : u->capacity;

    while (capacity < count)
        capacity *= 2;
    if (capacity > u->capacity) {
        struct usage_site *of = realloc(u->of, capacity * sizeof *of);
        if (of == NULL)
            return HPT_ERR_MEMORY;
        memset(of + u->capacity, 0, (capacity - u->capacity) * sizeof *of);
        u->of = of;
        u->capacity = capacity;
    }
    u->count = count;
    return HPT_OK;
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
    curve_begin(&s->curve, u->first, 0, 0);
    return HPT_OK;
}

/* Room for all the ledger's sites. */
static enum hpt_status reach(struct usage *u, const struct ledger *l)
{
    size_t known = u->count;
    enum hpt_status status = grow(u, l->sites.count + 1);

    for (size_t i = known; i < u->count && status == HPT_OK; i++) {
        u->of[i] = (struct usage_site){.epoch = u->epoch};
        if (i > 0) {
            u->of[i].is.caller = l->sites.of[i].caller;
            u->of[i].is.size = l->sites.of[i].size;
            status = add_curve(u, &u->of[i]);
        }
    }
    return status;
}

static inline bool is_unreached(const struct usage *u, const struct ledger *l)
{
    return u->count <= l->sites.count;
}

/* Before a site changes: what it held at the peak. */
static inline void put_down(const struct usage *u, struct usage_site *s)
{
    if (s->epoch == u->epoch)
        return;
    s->epoch = u->epoch;
    s->is.peak_blocks = s->is.live_blocks;
    s->is.peak_bytes = s->is.live_bytes;
}

static inline void draw(struct usage_site *s, const struct hpt_event *e)
{
    if (s->is.live_bytes > s->is.most_bytes)
        s->is.most_bytes = s->is.live_bytes;
    if (s->curve.capacity > 0)
        curve_add(&s->curve, e->number, s->is.live_bytes, e->time_us);
}

enum hpt_status usage_come(struct usage *u, const struct ledger *l, const struct record *r,
                           const struct hpt_event *e)
{
    if (is_unreached(u, l) && reach(u, l) != HPT_OK)
        return HPT_ERR_MEMORY;
    struct usage_site *s = &u->of[r->site];
    put_down(u, s);
    s->is.allocations++;
    s->is.bytes += r->requested;
    s->is.live_blocks++;
    s->is.live_bytes += r->requested;
    draw(s, e);
    return HPT_OK;
}

void usage_gone(struct usage *u, const struct record *r, const struct age *age,
                const struct hpt_event *e)
{
    struct usage_site *s = &u->of[r->site];

    put_down(u, s);
    s->is.releases++;
    s->is.live_blocks--;
    s->is.live_bytes -= r->requested;
    s->is.temporaries[0] += age->allocations == 0;
    s->is.temporaries[1] += age->allocations <= 1;
    s->is.age_bytes += age->bytes;
    draw(s, e);
}

enum hpt_status usage_fail(struct usage *u, const struct ledger *l, uint32_t site)
{
    if (is_unreached(u, l) && reach(u, l) != HPT_OK)
        return HPT_ERR_MEMORY;
    u->of[site].is.failures++;
    return HPT_OK;
}

/* What lives, site by site. */
static void count_live(struct usage *u, const struct ledger *l)
{
    const struct record *r;

    for (size_t i = 0; i < u->count; i++)
        u->of[i].is.live_blocks = u->of[i].is.live_bytes = 0;
    for (size_t at = 0; (r = ledger_next(l, &at)) != NULL;) {
        u->of[r->site].is.live_blocks++;
        u->of[r->site].is.live_bytes += r->requested;
    }
}

enum hpt_status usage_recount(struct usage *u, const struct ledger *l, const struct hpt_event *e)
{
    if (reach(u, l) != HPT_OK)
        return HPT_ERR_MEMORY;
    for (size_t i = 0; i < u->count; i++)
        put_down(u, &u->of[i]);
    count_live(u, l);
    for (size_t i = 0; i < u->count; i++)
        draw(&u->of[i], e);
    return HPT_OK;
}

enum hpt_status usage_begin(struct usage *u, const struct ledger *l, uint64_t first, bool is_part)
{
    usage_release(u);
    u->first = first;
    if (reach(u, l) != HPT_OK)
        return HPT_ERR_MEMORY;
    if (is_part)
        count_live(u, l);
    for (size_t i = 0; i < u->count; i++) {
        struct usage_site *s = &u->of[i];
        s->is.before_blocks = s->is.live_blocks;
        s->is.most_bytes = s->is.live_bytes;
        if (s->curve.capacity > 0)
            curve_begin(&s->curve, first, s->is.live_bytes, 0);
    }
    return HPT_OK;
}

void usage_end(struct usage *u, uint64_t last)
{
    for (size_t i = 0; i < u->count; i++) {
        struct usage_site *s = &u->of[i];
        put_down(u, s);
        if (s->curve.capacity == 0)
            continue;
        if (last >= s->curve.end)
            curve_reach(&s->curve, last);
        s->is.live = curve_view(&s->curve);
    }
}

void usage_release(struct usage *u)
{
    for (size_t i = 0; i < u->count; i++)
        free(u->of[i].curve.points);
    free(u->of);
    *u = (struct usage){0};
}
