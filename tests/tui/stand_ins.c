/* In the place of parts of the full screen that these tests are not about. */
#include "tui/view.h"

#include <string.h>

void scene_init(struct scene *s, struct hpt_tracker *tracker)
{
    *s = (struct scene){.tracker = tracker};
}
static void keep(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct scene *s = self;
    (void)state;
    s->events[s->event_count++ % SCENE_EVENTS] = *event;
}
struct hpt_observer scene_observer(struct scene *s)
{
    return (struct hpt_observer){.self = s, .event = keep};
}
const struct hpt_event *scene_event(const struct scene *s, uint64_t i)
{
    return i < s->event_count && i < SCENE_EVENTS
               ? &s->events[(s->event_count - 1 - i) % SCENE_EVENTS]
               : NULL;
}
void course_init(struct course *c)
{
    *c = (struct course){.first = 1, .step = 4};
}
void course_mark(struct course *c)
{
    (void)c;
}
static struct course_part *cur(struct course *c)
{
    return &c->parts[c->count ? c->count - 1 : 0];
}
void course_event(struct course *c, const struct hpt_event *e, const struct hpt_state *s)
{
    size_t i = (size_t)((e->number - 1) / c->step);
    uint64_t used = s->total_bytes - s->free_bytes;
    uint64_t l = s->largest_allocatable;
    uint16_t sc = s->free_bytes && l < s->free_bytes
                      ? (uint16_t)((s->free_bytes - l) * 1000 / s->free_bytes)
                      : 0;
    if (i >= COURSE_PARTS)
        i = COURSE_PARTS - 1;
    struct course_part *p = &c->parts[i];
    if (i >= c->count) {
        c->count = i + 1;
        *p = (struct course_part){.used_least = used, .largest_least = l, .scattered_least = sc};
    }
    if (used > p->used_most)
        p->used_most = used;
    if (used < p->used_least)
        p->used_least = used;
    if (l > p->largest_most)
        p->largest_most = l;
    if (l < p->largest_least)
        p->largest_least = l;
    if (sc > p->scattered_most)
        p->scattered_most = sc;
    p->failures += e->kind == HPT_EVENT_FAIL;
    p->time_us = e->number * 1500;
    c->last = e->number;
    if (s->total_bytes > c->total_most)
        c->total_most = s->total_bytes;
}
void course_notice(struct course *c, const struct hpt_notice *n)
{
    if (n->kind == HPT_NOTICE_RESTART)
        cur(c)->restarts++;
}
bool course_sum(const struct course *c, uint64_t from, uint64_t to, struct course_part *sum)
{
    bool any = false;
    for (uint64_t i = (from - c->first) / c->step; i <= (to - c->first) / c->step && i < c->count;
         i++) {
        const struct course_part *p = &c->parts[i];
        if (!any) {
            *sum = *p;
            any = true;
            continue;
        }
        if (p->used_most > sum->used_most)
            sum->used_most = p->used_most;
        if (p->largest_least < sum->largest_least)
            sum->largest_least = p->largest_least;
        if (p->largest_most > sum->largest_most)
            sum->largest_most = p->largest_most;
        if (p->scattered_most > sum->scattered_most)
            sum->scattered_most = p->scattered_most;
        sum->failures += p->failures;
        sum->restarts += p->restarts;
        sum->time_us = p->time_us;
    }
    return any;
}
enum hpt_status gather_make(struct gather *g, const struct hpt_state *state, const struct app *app,
                            const struct hpt_namer *n)
{
    (void)g;
    (void)state;
    (void)app;
    (void)n;
    return HPT_OK;
}
void gather_release(struct gather *g)
{
    (void)g;
}
const struct gathered_site *gather_site(const struct gather *g, const struct hpt_block *b)
{
    static struct gathered_site site;
    (void)g;
    site.series = (unsigned)(b->caller / 4 % 10);
    return b->caller == 0 ? NULL : &site;
}
bool filter_passes(const struct filter *f, const struct hpt_block *b, const struct hpt_namer *n)
{
    (void)n;
    return !f->by_size || (b->requested >= f->size_least && b->requested <= f->size_most);
}
#define STAND_IN(name, text, ground)                                                               \
    static void draw_##name(struct area a, const struct show *s)                                   \
    {                                                                                              \
        (void)s;                                                                                   \
        if (ground)                                                                                \
            area_fill(a, (struct pen){0, ground, 0}, ' ');                                         \
        area_text(a, 0, 0, (struct pen){0, ground, 0}, text);                                      \
    }                                                                                              \
    const struct view name = {text, draw_##name};
STAND_IN(view_title, "heapterm  board.log", INK_BAR)
STAND_IN(view_verdict, "healthy: 12 of 12 addresses predicted", 0)
STAND_IN(view_details, "Block 20002794", 0)
STAND_IN(view_hints, "?:help  q:quit", INK_BAR)
STAND_IN(view_tabs, "Events  Blocks  Holes", INK_BAR)
STAND_IN(view_help, "Keys", 0)
STAND_IN(view_explain, "Why", 0)
STAND_IN(view_diff, "Difference", 0)
STAND_IN(view_board, "Board", 0)
void list_draw(struct area a, const struct show *s)
{
    (void)s;
    for (int i = 0; i < a.rows; i++)
        area_format(a, i, 0, (struct pen){0}, "row %d", i);
}
