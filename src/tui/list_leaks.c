/* What grows and goes on growing, as the report up to some event has it. */
#include "base/out.h"
#include "tui/list.h"

#include <inttypes.h>

static size_t count(const struct show *s)
{
    return s->report != NULL ? s->report->leak_count : 0;
}

static const struct hpt_site *site_at(const struct show *s, size_t i)
{
    return &s->report->sites[s->report->leaks[i]];
}

static void heading(struct area row, const struct show *s)
{
    struct words w;

    area_text(row, 0, 0, (struct pen){0}, "BYTES/1000 EV  REQUESTED  BLOCKS  SITE");
    out_format(words_begin(&w), "%sup to event %" PRIu64, is_narrow(row) ? "" : "worked out ",
               s->report_event);
    (void)area_right(row, 0, (struct pen){0}, w.text);
}

static void row(struct area row, const struct show *s, size_t i)
{
    const struct hpt_site *site = site_at(s, i);

    area_format(row, 0, 0, (struct pen){0}, "%+13.1f  %9" PRIu64 "  %6" PRIu64,
                site->growth.slope * 1000, site->live_bytes, site->live_blocks);
    put_site(row, 34, s, site->caller, site->size);
}

static uint64_t key(const struct show *s, size_t i)
{
    return site_at(s, i)->caller != 0 ? site_at(s, i)->caller : site_at(s, i)->size;
}

static struct pick pick(const struct show *s, size_t i)
{
    struct pick p = {0};

    pick_site(&p, s, site_at(s, i)->caller, site_at(s, i)->size);
    return p;
}

static void empty(struct hpt_out *out, const struct show *s)
{
    if (s->report == NULL && s->report_progress >= 1000)
        out_text(out, "No leak can be told yet: no event of this run is kept up to this instant.");
    else if (s->report == NULL)
        out_format(out, "Leaks are being worked out: %u %% of the events are through.",
                   s->report_progress / 10);
    else
        out_format(out, "No leak: up to event %" PRIu64 ", no call site grows and goes on growing.",
                   s->report_event);
}

static const char *const sorts[] = {"certainty, the surest first", NULL};

const struct list list_leaks = {"Leaks", sorts, count, heading, row, pick, key, empty};
