/* Hears a tracker for a report: runs, marks, and the instant from which on it counts. */
#include "analysis/findings.h"
#include "analysis/ledger_take.h"
#include "analysis/marked.h"

#include "base/instant.h"
#include "base/str.h"

#include <stdlib.h>

enum {
    RUNS_KEPT = 256,
    FEW_LIVE = 1024 /* live blocks; what is kept of fewer is in the cache anyhow */
};

struct hpt_reporter {
    struct hpt_report_options options;
    enum hpt_status status;
    struct ledger ledger;
    struct findings *now;  /* the run that is on; its run.number is 0 before its first event */
    struct findings *best; /* the longest of those that are over, or the one asked for */
    struct marked marked;
    struct figures last; /* of the last event's, for marks, too */
    uint64_t run;
    uint64_t failures;
    bool is_counting; /* `since` has been reached */
    bool has_best;
    bool has_report;
    struct hpt_leaks leaks; /* of the runs that are over */
    struct hpt_report_run *runs;
    size_t run_count;
    uint64_t runs_dropped;
    uint64_t begin_notices[HPT_NOTICE_KIND_COUNT]; /* heard between two runs */
};

static void fail_unless(struct hpt_reporter *r, enum hpt_status status)
{
    if (status != HPT_OK)
        r->status = status;
}

/* Is the event behind the instant from which on it counts? */
static bool is_since(const struct hpt_reporter *r, const struct hpt_event *e)
{
    uint64_t number = r->options.since_number;

    switch (r->options.since) {
    case HPT_SINCE_BEGIN:
        return true;
    case HPT_SINCE_EVENT:
        return e->number > number;
    case HPT_SINCE_LINE:
        return e->input_line > number;
    case HPT_SINCE_BYTE:
        return e->input_byte > number;
    case HPT_SINCE_TIME:
        return e->time_us > number;
    case HPT_SINCE_FAIL:
        return r->failures >= number;
    case HPT_SINCE_MARK:
    case HPT_SINCE_TEXT:
        break; /* see mark */
    }
    return false;
}

static void keep_run(struct hpt_reporter *r, const struct hpt_report_run *run)
{
    if (r->runs == NULL)
        r->runs = calloc(RUNS_KEPT, sizeof *r->runs);
    if (r->runs == NULL)
        r->status = HPT_ERR_MEMORY;
    else if (r->run_count == RUNS_KEPT)
        r->runs_dropped++;
    else
        r->runs[r->run_count++] = *run;
}

static uint64_t length_of(const struct findings *f)
{
    return f->run.last.event - f->run.first.event + 1;
}

static void add_leaks(struct hpt_leaks *all, const struct hpt_report *report, uint64_t run)
{
    all->runs++;
    all->judged += report->growth.shape != HPT_SHAPE_UNKNOWN;
    if (report->leak_count == 0)
        return;
    const struct hpt_site *surest = &report->sites[report->leaks[0]];
    if (all->leaking++ > 0 && surest->growth.low <= all->growth.low)
        return;
    all->run = run;
    all->sites = report->leak_count;
    all->caller = surest->caller;
    all->size = surest->size;
    all->growth = surest->growth;
}

/* The run that is on is over. */
static void end_run(struct hpt_reporter *r, const struct hpt_state *s)
{
    struct findings *f = r->now;

    if (f->run.number == 0)
        return;
    fail_unless(r, findings_end(f, &r->ledger, &r->last, s));
    if (r->status == HPT_OK)
        add_leaks(&r->leaks, &f->report, f->run.number);
    keep_run(r, &f->run);
    bool is_better = r->options.run != 0 ? f->run.number == r->options.run
                                         : !r->has_best || length_of(f) >= length_of(r->best);
    if (is_better) {
        r->now = r->best;
        r->best = f;
        r->has_best = true;
    }
    r->now->run.number = 0;
}

static void begin(struct hpt_reporter *r, const struct hpt_event *e, bool is_part)
{
    fail_unless(r, findings_begin(r->now, &r->ledger, e, is_part));
    for (int i = 0; i < HPT_NOTICE_KIND_COUNT; i++) {
        r->now->run.notices[i] = r->begin_notices[i];
        r->begin_notices[i] = 0;
    }
}

/* An event that the findings are not about yet: of a new run, or before the instant from which on
 * it counts, or the first that counts. */
static void turn_to(struct hpt_reporter *r, const struct hpt_event *e)
{
    if (e->run != r->run)
        end_run(r, NULL);
    bool is_first = !r->is_counting && is_since(r, e);
    r->is_counting = r->is_counting || is_first;
    if (r->is_counting && r->now->run.number == 0 && r->status == HPT_OK)
        begin(r, e, is_first && r->run == e->run);
    r->run = e->run;
    r->failures += e->kind == HPT_EVENT_FAIL; /* only asked for until it counts */
}

static void on_event(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    struct hpt_reporter *r = self;
    struct change change;

    if (r->status != HPT_OK || e->repeated)
        return;
    if (e->run != r->now->run.number) {
        turn_to(r, e);
        if (r->status != HPT_OK)
            return;
    }
    enum hpt_status status = ledger_take(&r->ledger, e, s, &change);
    if (status == HPT_OK && r->is_counting)
        status = findings_event(r->now, &r->ledger, &change, e, s, &r->last);
    else if (status == HPT_OK)
        figures_set(&r->last, e, s);
    if (status != HPT_OK)
        r->status = status;
}

static void set_mark(struct hpt_reporter *r, struct hpt_str text, bool by_person)
{
    const struct hpt_mark mark = {.at = r->last.at,
                                  .run = r->run,
                                  .live_blocks = r->last.live_blocks,
                                  .live_bytes = r->last.of[CURVE_LIVE],
                                  .free_bytes = r->last.of[CURVE_FREE],
                                  .largest = r->last.of[CURVE_LARGEST],
                                  .by_person = by_person};

    if (r->status != HPT_OK)
        return;
    fail_unless(r, marked_add(&r->marked, &mark, text));
    if (r->is_counting)
        return;
    r->is_counting =
        (r->options.since == HPT_SINCE_MARK && r->marked.seen == r->options.since_number) ||
        (r->options.since == HPT_SINCE_TEXT && str_contains(text, str_of(r->options.since_text)));
    /* What lives by now was there before. */
    if (r->is_counting && r->run != 0) {
        const struct hpt_event next = {.number = r->last.at.event + 1,
                                       .run = r->run,
                                       .input_line = r->last.at.line,
                                       .input_byte = r->last.at.byte,
                                       .time_us = r->last.at.time_us};
        begin(r, &next, true);
    }
}

static void on_line(void *self, struct hpt_str line)
{
    set_mark(self, line, false);
}

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct hpt_reporter *r = self;

    (void)time_us;
    ledger_text(&r->ledger, bytes);
    marked_text(&r->marked, bytes, on_line, r);
}

static void on_print(void *self, bool is_torn)
{
    ledger_print(&((struct hpt_reporter *)self)->ledger, is_torn);
}

static void on_expect(void *self, uint64_t address)
{
    const struct hpt_reporter *r = self;

    if (r->ledger.live >= FEW_LIVE)
        ledger_fetch(&r->ledger, address);
}

static void on_notice(void *self, const struct hpt_notice *n, const struct hpt_state *s)
{
    struct hpt_reporter *r = self;
    bool is_on = r->now->run.number != 0 && s->run == r->now->run.number;

    if (n->kind != HPT_NOTICE_RESTART)
        (is_on ? r->now->run.notices : r->begin_notices)[n->kind]++;
}

struct hpt_reporter *hpt_reporter_new(const struct hpt_report_options *options)
{
    struct hpt_reporter *r = calloc(1, sizeof *r);

    if (r == NULL)
        return NULL;
    r->options = *options;
    r->marked.pattern = options->mark;
    r->now = calloc(1, sizeof *r->now);
    r->best = calloc(1, sizeof *r->best);
    if (r->now != NULL && r->best != NULL)
        return r;
    hpt_reporter_free(r);
    return NULL;
}

void hpt_reporter_free(struct hpt_reporter *r)
{
    if (r == NULL)
        return;
    if (r->now != NULL)
        findings_release(r->now);
    if (r->best != NULL)
        findings_release(r->best);
    free(r->now);
    free(r->best);
    free(r->runs);
    marked_release(&r->marked);
    ledger_release(&r->ledger);
    free(r);
}

struct hpt_observer hpt_reporter_observer(struct hpt_reporter *r)
{
    return (struct hpt_observer){.self = r,
                                 .text = on_text,
                                 .print = on_print,
                                 .event = on_event,
                                 .notice = on_notice,
                                 .expect = on_expect};
}

void hpt_reporter_mark(struct hpt_reporter *r, struct hpt_str text)
{
    set_mark(r, text, true);
}

/* Sums over live blocks are right only if the ledger has the map's. */
static void agree(struct hpt_reporter *r, const struct hpt_state *s)
{
    bool is_rebuilt = false;
    const struct hpt_event last = {.number = r->last.at.event, .time_us = r->last.at.time_us};

    if (r->now->run.number != s->run)
        return;
    fail_unless(r, ledger_agree(&r->ledger, s, &is_rebuilt));
    if (is_rebuilt && r->status == HPT_OK)
        fail_unless(r, usage_recount(&r->now->usage, &r->ledger, &last));
}

enum hpt_status hpt_reporter_end(struct hpt_reporter *r, const struct hpt_state *s)
{
    if (r->marked.pattern.find != NULL && r->marked.length > 0)
        marked_end(&r->marked, on_line, r);
    if (r->status == HPT_OK)
        agree(r, s);
    if (r->status == HPT_OK)
        end_run(r, r->now->run.number == s->run ? s : NULL);
    if (r->status != HPT_OK || !r->has_best || r->best->run.last.event == 0)
        return r->status;
    struct hpt_report *report = &r->best->report;
    report->runs = r->runs;
    report->run_count = r->run_count;
    report->runs_dropped = r->runs_dropped;
    report->all_leaks = r->leaks;
    report->run = &r->best->run;
    report->marks = r->marked.marks;
    report->mark_count = r->marked.count;
    report->marks_dropped = r->marked.seen - r->marked.count;
    r->has_report = true;
    return HPT_OK;
}

const struct hpt_report *hpt_reporter_report(const struct hpt_reporter *r)
{
    return r->has_report ? &r->best->report : NULL;
}
