/* What grows and goes on growing, as the report up to some event has it. */
#include "base/plural.h"
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
    int column = area_format(row, 0, 0, (struct pen){0}, "%18s  %9s  %7s  %s", "BYTES/1000 EVENTS",
                             "REQUESTED", "BLOCKS", "SITE");

    if (row.columns > column + 36)
        area_format(row, 0, row.columns - 34, (struct pen){0}, "worked out up to event %" PRIu64,
                    s->report_event);
}

static void row(struct area row, const struct show *s, size_t i)
{
    const struct hpt_site *site = site_at(s, i);

    area_format(row, 0, 0, (struct pen){0}, "%+18.1f  %9" PRIu64 "  %7" PRIu64,
                site->growth.slope * 1000, site->live_bytes, site->live_blocks);
    put_site(row, 40, s, site->caller, site->size);
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

static const char *empty(const struct show *s)
{
    if (s->report == NULL)
        return "Leaks are being worked out: every event up to here is looked at.";
    return "No leak: no call site grows and goes on growing in what was heard so far.";
}

static const char *const sorts[] = {"certainty, the surest first", NULL};

const struct list list_leaks = {"Leaks", sorts, count, heading, row, pick, key, empty};
