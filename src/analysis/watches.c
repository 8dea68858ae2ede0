#include "analysis/watches.h"

#include "analysis/named_site.h"
#include "analysis/site_sums.h"
#include "base/out_buffer.h"

#include <stdlib.h>
#include <string.h>

const char *hpt_limit_name(enum hpt_limit_kind kind)
{
    static const char *const names[HPT_LIMIT_KIND_COUNT] = {
        [HPT_LIMIT_MAX_USED] = "max-used",
        [HPT_LIMIT_MIN_LARGEST] = "min-largest",
        [HPT_LIMIT_MAX_FRAGMENTATION] = "max-fragmentation",
        [HPT_LIMIT_MAX_SITE] = "max-site",
        [HPT_LIMIT_NO_LEAKS] = "no-leaks",
        [HPT_LIMIT_NO_FAILURES] = "no-failures",
        [HPT_LIMIT_NO_ERRORS] = "no-errors",
        [HPT_LIMIT_ALLOW_RESTARTS] = "allow-restarts",
        [HPT_LIMIT_UNTIL] = "until",
        [HPT_LIMIT_SILENCE] = "silence",
    };

    return names[kind];
}

static bool is_active(const struct watch *w, size_t phase)
{
    return w->phase == PHASE_ALL || w->phase == phase;
}

static bool is_worse(enum hpt_limit_kind kind, uint64_t value, uint64_t than)
{
    return kind == HPT_LIMIT_MIN_LARGEST ? value < than : value > than;
}

static void measure(struct watch *w, uint64_t value, const struct hpt_instant *place)
{
    const struct hpt_limit *limit = &w->finding.limit;
    struct measured *m = &w->measured;

    if (!m->is_there || is_worse(limit->kind, value, m->value)) {
        m->value = value;
        m->worst = *place;
    }
    m->is_there = true;
    if (m->first.run == 0 && is_worse(limit->kind, value, limit->value))
        m->first = *place;
}

/* What was free in this run so far was not, as nobody knew what was there before the trace. What
 * was used was, and there was more. */
static void take_back(struct watch *w)
{
    enum hpt_limit_kind kind = w->finding.limit.kind;

    if (kind == HPT_LIMIT_MIN_LARGEST || kind == HPT_LIMIT_MAX_FRAGMENTATION)
        w->measured = w->before;
    w->measured.is_certain = w->before.is_certain;
}

/* What there is of the kind now; true if that is known. What is counted has its own way. */
static bool value_of(const struct watch *w, const struct measure *m, uint64_t *value)
{
    switch (w->finding.limit.kind) {
    case HPT_LIMIT_MAX_USED:
        *value = m->used;
        return true;
    case HPT_LIMIT_MIN_LARGEST:
        *value = m->largest;
        return m->bounds_known;
    case HPT_LIMIT_MAX_FRAGMENTATION:
        *value = m->fragmentation;
        return m->bounds_known;
    case HPT_LIMIT_MAX_SITE:
        *value = w->live;
        return true;
    case HPT_LIMIT_NO_LEAKS:
    case HPT_LIMIT_NO_FAILURES:
    case HPT_LIMIT_NO_ERRORS:
    case HPT_LIMIT_ALLOW_RESTARTS:
    case HPT_LIMIT_UNTIL:
    case HPT_LIMIT_SILENCE:
    case HPT_LIMIT_KIND_COUNT:
        break;
    }
    return false;
}

void watches_measure(struct watches *ws, size_t phase, const struct measure *m,
                     const struct hpt_instant *place)
{
    bool is_new_run = ws->run != place->run;
    uint64_t value;

    ws->run = place->run;
    for (size_t i = 0; i < ws->count; i++) {
        struct watch *w = &ws->of[i];
        if (is_new_run)
            w->before = w->measured;
        if (m->is_open)
            take_back(w);
        if (!is_active(w, phase))
            continue;
        w->finding.is_open = m->is_open;
        w->measured.is_certain = w->measured.is_certain || !m->is_open;
        if (value_of(w, m, &value))
            measure(w, value, place);
    }
}

static void tell(struct hpt_finding *f, const struct happening *what)
{
    size_t length = what->text.len < sizeof f->text ? what->text.len : sizeof f->text - 1;

    if (what->event != NULL)
        f->event = *what->event;
    f->event.line = (struct hpt_str){"", 0};
    if (length > 0)
        memcpy(f->text, what->text.at, length);
    f->text[length] = '\0';
}

void watches_count(struct watches *ws, size_t phase, enum hpt_limit_kind kind,
                   const struct happening *what)
{
    for (size_t i = 0; i < ws->count; i++) {
        struct watch *w = &ws->of[i];
        struct hpt_finding *f = &w->finding;
        if (f->limit.kind != kind || !is_active(w, phase))
            continue;
        measure(w, w->measured.value + 1, &what->place);
        if (w->measured.value == f->limit.value + 1)
            tell(f, what);
    }
}

/* Whether the limit is on the site, which the finding then calls as all others do. */
static bool is_watched(struct watch *w, struct hpt_site_sum site)
{
    struct hpt_finding *f = &w->finding;

    if (f->limit.kind != HPT_LIMIT_MAX_SITE || !measure_is_site(&site, f->limit.name))
        return false;
    w->was_there = true;
    if (f->text[0] == '\0') {
        struct out_buffer name = {.text = f->text, .room = sizeof f->text};
        struct hpt_out out = out_into(&name);
        hpt_write_site(&out, &site);
    }
    return true;
}

/* Every live byte of a limit's site, counted anew. */
static void recount_sites(struct watches *ws)
{
    const struct record *r;

    for (size_t i = 0; i < ws->count; i++) {
        struct watch *w = &ws->of[i];
        size_t at = 0;
        w->live = 0;
        if (w->finding.limit.kind != HPT_LIMIT_MAX_SITE)
            continue;
        while ((r = ledger_next(&ws->ledger, &at)) != NULL)
            if (is_watched(w, site_of_call(&ws->ledger.sites, r->site, ws->namer)))
                w->live += r->requested;
    }
}

/* A block comes, or goes; NULL: none. */
static void count_site(struct watches *ws, const struct record *r, bool comes)
{
    if (r == NULL)
        return;
    const struct hpt_site_sum s = site_of_call(&ws->ledger.sites, r->site, ws->namer);
    for (size_t i = 0; i < ws->count; i++) {
        struct watch *w = &ws->of[i];
        if (!is_watched(w, s))
            continue;
        if (comes)
            w->live += r->requested;
        else
            w->live -= r->requested;
    }
}

enum hpt_status watches_follow(struct watches *ws, const struct hpt_event *event,
                               const struct hpt_state *state)
{
    struct change change;

    if (!ws->has_sites)
        return HPT_OK;
    enum hpt_status status = ledger_event(&ws->ledger, event, state, &change);
    if (status != HPT_OK)
        return status;
    if (change.is_new_run || change.is_rebuilt) {
        recount_sites(ws);
        return HPT_OK;
    }
    count_site(ws, change.gone, false);
    count_site(ws, change.over, false);
    count_site(ws, change.come, true);
    return HPT_OK;
}

static enum hpt_judgement judge(const struct watch *w)
{
    enum hpt_limit_kind kind = w->finding.limit.kind;
    bool needs_bounds = kind == HPT_LIMIT_MIN_LARGEST || kind == HPT_LIMIT_MAX_FRAGMENTATION;

    if (w->phase == PHASE_NONE)
        return HPT_NO_PHASE;
    const struct measured *m = &w->measured;
    if (needs_bounds && !m->is_there)
        return HPT_UNJUDGED;
    if (kind == HPT_LIMIT_MAX_USED && m->is_there && !m->is_certain && m->first.run == 0)
        return HPT_UNJUDGED;
    if (w->finding.presence > HPT_SITE_ABSENT)
        return HPT_UNJUDGED;
    return m->first.run != 0 ? HPT_BROKEN : HPT_KEPT;
}

void watches_judge(struct watches *ws, struct hpt_finding *findings)
{
    for (size_t i = 0; i < ws->count; i++) {
        struct watch *w = &ws->of[i];
        if (w->finding.limit.kind == HPT_LIMIT_MAX_SITE && !w->was_there)
            named_site_miss(&w->finding, &ws->ledger.sites, ws->namer);
        findings[i] = w->finding;
        findings[i].measured = w->measured.value;
        findings[i].first = w->measured.first;
        findings[i].worst = w->measured.worst;
        findings[i].judgement = judge(w);
    }
}

void watches_begin(struct watches *ws, const char *name, size_t phase)
{
    for (size_t i = 0; i < ws->count; i++) {
        const char *wanted = ws->of[i].finding.limit.phase;
        if (wanted != NULL && strcmp(wanted, name) == 0)
            ws->of[i].phase = phase;
    }
}

enum hpt_status watches_open(struct watches *ws, const struct hpt_limit *limits, size_t count,
                             const struct hpt_namer *namer)
{
    *ws = (struct watches){.count = count, .namer = namer};
    ws->of = calloc(count + 1, sizeof *ws->of);
    if (ws->of == NULL)
        return HPT_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        ws->of[i].finding.limit = limits[i];
        ws->of[i].phase = limits[i].phase == NULL ? PHASE_ALL : PHASE_NONE;
        ws->has_sites = ws->has_sites || limits[i].kind == HPT_LIMIT_MAX_SITE;
    }
    return HPT_OK;
}

void watches_release(struct watches *ws)
{
    ledger_release(&ws->ledger);
    free(ws->of);
    *ws = (struct watches){0};
}
