#include "cli/budget_write.h"

#include "base/out.h"
#include "base/plural.h"
#include "base/str.h"
#include "io/replace_file.h"

#include <ctype.h>
#include <inttypes.h>

struct making {
    const struct settings *settings;
    const struct hpt_budget *budget;
    const struct limits *limits;
    const struct hpt_outcome *outcome;
    uint64_t margin; /* percent */
    size_t written;  /* limits */
};

/* Rounded away from the figure. */
static uint64_t more(const struct making *m, uint64_t value)
{
    return value + (value * m->margin + 99) / 100;
}

static uint64_t less(const struct making *m, uint64_t value)
{
    uint64_t margin = (value * m->margin + 99) / 100;

    return margin < value ? value - margin : 0;
}

static void put(struct making *m, struct hpt_out *out, enum hpt_limit_kind kind, uint64_t value)
{
    out_format(out, "%s = %" PRIu64 "\n", hpt_limit_name(kind), value);
    m->written++;
}

static void put_flag(struct making *m, struct hpt_out *out, enum hpt_limit_kind kind)
{
    out_format(out, "%s = yes\n", hpt_limit_name(kind));
    m->written++;
}

static bool is_in_phase(const struct hpt_limit *l, const char *phase)
{
    return phase == NULL ? l->phase == NULL : l->phase != NULL && strcmp(l->phase, phase) == 0;
}

static void write_sites(struct making *m, struct hpt_out *out, const char *phase)
{
    for (size_t i = 0; i < m->outcome->finding_count; i++) {
        const struct hpt_finding *f = &m->outcome->findings[i];
        if (f->limit.kind != HPT_LIMIT_MAX_SITE || !is_in_phase(&f->limit, phase))
            continue;
        out_format(out, "%s = ", hpt_limit_name(HPT_LIMIT_MAX_SITE));
        out_text(out, f->limit.name);
        out_format(out, ":%" PRIu64 "\n", more(m, f->measured));
        m->written++;
    }
}

/* It was asked for, and is so. */
static bool grows_not(const struct making *m)
{
    for (size_t i = 0; i < m->outcome->finding_count; i++)
        if (m->outcome->findings[i].limit.kind == HPT_LIMIT_NO_LEAKS)
            return m->outcome->findings[i].judgement == HPT_KEPT;
    return false;
}

static void write_phase(struct making *m, struct hpt_out *out, const struct hpt_phase *p)
{
    uint64_t fragmentation = more(m, p->fragmentation);

    if (p->used_known)
        put(m, out, HPT_LIMIT_MAX_USED, more(m, p->used));
    if (p->largest_known) {
        put(m, out, HPT_LIMIT_MIN_LARGEST, less(m, p->largest));
        put(m, out, HPT_LIMIT_MAX_FRAGMENTATION, fragmentation < 100 ? fragmentation : 100);
    }
    write_sites(m, out, p->name);
    if (p->name == NULL && grows_not(m))
        put_flag(m, out, HPT_LIMIT_NO_LEAKS);
    if (p->failures == 0)
        put_flag(m, out, HPT_LIMIT_NO_FAILURES);
    if (p->errors == 0)
        put_flag(m, out, HPT_LIMIT_NO_ERRORS);
    put(m, out, HPT_LIMIT_ALLOW_RESTARTS, p->restarts);
}

/* Names come from the device; some cannot stand between brackets. */
static bool is_writable(const char *name)
{
    size_t length = strlen(name);

    if (length == 0 || isspace((unsigned char)name[0]) || isspace((unsigned char)name[length - 1]))
        return false;
    for (; *name != '\0'; name++)
        if ((unsigned char)*name < ' ' || *name == 0x7f || *name == ']')
            return false;
    return true;
}

static void write_budget(void *self, struct hpt_out *out)
{
    struct making *m = self;

    out_format(out,
               "# heapterm check --budget FILE; made with --write-budget and %" PRIu64
               " percent of margin.\n[run]\n",
               m->margin);
    if (m->limits->mark != NULL) {
        out_text(out, "mark = ");
        out_text(out, m->limits->mark);
        out_char(out, '\n');
    }
    m->written = 0;
    for (size_t i = 0; i < hpt_budget_phases(m->budget); i++) {
        const struct hpt_phase p = hpt_budget_phase(m->budget, i);
        if (i > 0 && (p.used == 0 || !is_writable(p.name)))
            continue; /* nothing was heard in it, or it cannot be named */
        if (i > 0) {
            out_text(out, "\n[phase ");
            out_text(out, p.name);
            out_text(out, "]\n");
        }
        write_phase(m, out, &p);
    }
}

/* What the file says must be what was meant: a pattern or a name can hold what an INI file takes
 * for a comment. */
static enum hpt_status verify(void *self, const char *path, struct fault *f)
{
    struct making *m = self;
    struct limits l;
    struct fault ignored = {0};
    bool is_same = limits_read_file(&l, path, &ignored) == HPT_OK && l.count == m->written;

    if (is_same && m->limits->mark != NULL)
        is_same = l.mark != NULL && strcmp(l.mark, m->limits->mark) == 0;
    limits_release(&l);
    if (is_same)
        return HPT_OK;
    return fault_input(f,
                       "the budget %s cannot be written: a pattern or a name in it would be "
                       "read as something else; use \\x20 for a blank and \\x3b for a semicolon",
                       m->settings->check.write_budget);
}

static void say_skipped(const struct making *m)
{
    for (size_t i = 1; i < hpt_budget_phases(m->budget); i++) {
        const struct hpt_phase p = hpt_budget_phase(m->budget, i);
        if (!is_writable(p.name))
            notice_print("the phase '%s' is not in the budget: its name cannot stand in a file; "
                         "let --mark match less",
                         p.name);
    }
}

/* The run is taken as it is, but not in silence. */
static void say_allowed(const struct making *m)
{
    const struct hpt_phase run = hpt_budget_phase(m->budget, 0);

    if (run.failures > 0)
        notice_print("%llu allocation%s failed in this run, so no-failures is not in the budget",
                     (unsigned long long)run.failures, plural(run.failures));
    if (run.errors > 0)
        notice_print("%llu error%s in this run, so no-errors is not in the budget",
                     (unsigned long long)run.errors, plural(run.errors));
    if (run.restarts > 0)
        notice_print("the device stopped or started over %llu time%s in this run, and the budget "
                     "allows that",
                     (unsigned long long)run.restarts, plural(run.restarts));
}

enum hpt_status budget_write(const struct settings *s, const struct hpt_budget *budget,
                             const struct limits *limits, const struct hpt_outcome *outcome,
                             struct fault *f)
{
    struct making m = {.settings = s,
                       .budget = budget,
                       .limits = limits,
                       .outcome = outcome,
                       .margin = s->check.margin_given ? s->check.margin : 10};
    const struct replacement r = {
        .self = &m, .what = "budget", .write = write_budget, .verify = verify};

    if (replace_file(s->check.write_budget, &r, f) != HPT_OK)
        return f->status;
    say_skipped(&m);
    say_allowed(&m);
    return HPT_OK;
}
