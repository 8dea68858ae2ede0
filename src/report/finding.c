/* What became of a limit, in words. */
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

static void write_place(struct hpt_out *out, const struct hpt_instant *p)
{
    out_format(out, "line %" PRIu64, p->line);
    if (p->event > 0)
        out_format(out, " (event %" PRIu64 ")", p->event);
    if (p->time_us > 0)
        out_format(out, ", %.3f s", (double)p->time_us / 1e6);
}

/* What a limit limits, in whose unit. */
static void write_amount(struct hpt_out *out, enum hpt_limit_kind kind, uint64_t value)
{
    if (kind == HPT_LIMIT_MAX_FRAGMENTATION)
        out_format(out, "%" PRIu64 " %%", value);
    else
        out_format(out, "%" PRIu64 " byte%s", value, plural(value));
}

static void write_subject(struct hpt_out *out, const struct hpt_finding *f)
{
    static const char *const subjects[HPT_LIMIT_KIND_COUNT] = {
        [HPT_LIMIT_MAX_USED] = "the heap used",
        [HPT_LIMIT_MIN_LARGEST] = "the largest allocatable block fell to",
        [HPT_LIMIT_MAX_FRAGMENTATION] = "fragmentation rose to",
    };

    if (f->limit.kind != HPT_LIMIT_MAX_SITE) {
        out_text(out, subjects[f->limit.kind]);
        return;
    }
    const char *name = f->text[0] != '\0' ? f->text : f->limit.name; /* it never was there */
    write_harmless(out, (struct hpt_str){name, strlen(name)});
    out_text(out, " held");
}

/* It cost nothing, and perhaps it is only misspelt. */
static void write_absent(struct hpt_out *out, const struct hpt_finding *f)
{
    out_text(out, "; no call site or kind of that name ever allocated");
    if (f->nearest[0] == '\0')
        return;
    out_text(out, "; did you mean ");
    write_harmless(out, (struct hpt_str){f->nearest, strlen(f->nearest)});
    out_char(out, '?');
}

/* Of the limits that have a measure. */
static void write_measured(struct hpt_out *out, const struct hpt_finding *f)
{
    enum hpt_limit_kind kind = f->limit.kind;
    bool is_least = kind == HPT_LIMIT_MIN_LARGEST;

    write_subject(out, f);
    out_char(out, ' ');
    write_amount(out, kind, f->measured);
    out_format(out, ", %s ", is_least ? "at least" : "at most");
    write_amount(out, kind, f->limit.value);
    out_text(out, is_least ? " wanted" : " allowed");
    if (hpt_finding_is_doubtful(f))
        write_absent(out, f);
    if (f->judgement != HPT_BROKEN)
        return;
    out_text(out, is_least ? "; first below at " : "; first above at ");
    write_place(out, &f->first);
    out_text(out, is_least ? ", least at " : ", most at ");
    write_place(out, &f->worst);
}

/* In which runs, where there are several. */
static void write_leak_runs(struct hpt_out *out, const struct hpt_leaks *l)
{
    if (l->runs < 2)
        return;
    if (l->leaking > 0)
        out_format(out, " in run %" PRIu64 " of %" PRIu64, l->run, l->runs);
    else if (l->judged == l->runs)
        out_format(out, " in any of %" PRIu64 " runs", l->runs);
    else
        out_format(out, " in %" PRIu64 " of %" PRIu64 " runs; the other%s %s too short to tell",
                   l->judged, l->runs, plural(l->runs - l->judged), are(l->runs - l->judged));
}

static void write_leaks(struct hpt_out *out, const struct hpt_finding *f)
{
    const struct hpt_leaks *l = &f->leaks;

    if (l->leaking == 0) {
        out_text(out, "no site grows and goes on growing");
        write_leak_runs(out, l);
        return;
    }
    out_format(out, "%" PRIu64 " site%s and %s on growing", l->sites,
               l->sites == 1 ? " grows" : "s grow", l->sites == 1 ? "goes" : "go");
    write_leak_runs(out, l);
    out_text(out, "; most surely ");
    write_harmless(out, (struct hpt_str){f->text, strlen(f->text)});
    out_format(out, ", by %.3g bytes an event", l->growth.slope);
    if (l->leaking > 1)
        out_format(out, "; sites grow in %" PRIu64 " other run%s, too", l->leaking - 1,
                   plural(l->leaking - 1));
}

static void write_failures(struct hpt_out *out, const struct hpt_finding *f)
{
    if (f->measured == 0) {
        out_text(out, "no allocation failed");
        return;
    }
    out_format(out, "%" PRIu64 " allocation%s failed; first malloc(", f->measured,
               plural(f->measured));
    if (f->event.size_known)
        out_format(out, "%" PRIu64, f->event.size);
    out_text(out, ") at ");
    write_place(out, &f->first);
}

static void write_errors(struct hpt_out *out, const struct hpt_finding *f)
{
    if (f->measured == 0) {
        out_text(out, "no release and no allocation contradicts the trace");
        return;
    }
    out_format(out, "%" PRIu64 " error%s of the trace; first a", f->measured, plural(f->measured));
    out_text(out, f->event.warning == HPT_WARN_ALLOC_LIVE ? "n " : " ");
    hpt_write_warning(out, &f->event);
    out_text(out, ", at ");
    write_place(out, &f->first);
}

static void write_restarts(struct hpt_out *out, const struct hpt_finding *f)
{
    if (f->measured == 0)
        out_text(out, "the device printed no fatal error and did not start over");
    else
        out_format(out,
                   "the device stopped or started over %" PRIu64 " time%s, %" PRIu64 " allowed",
                   f->measured, plural(f->measured), f->limit.value);
    if (f->judgement != HPT_BROKEN)
        return;
    out_text(out, "; at ");
    write_place(out, &f->first);
    out_text(out, ": ");
    write_harmless(out, (struct hpt_str){f->text, strlen(f->text)});
}

static void write_until(struct hpt_out *out, const struct hpt_finding *f)
{
    out_text(out, f->judgement == HPT_KEPT ? "a line matched '" : "no line matched '");
    write_harmless(out, (struct hpt_str){f->limit.name, strlen(f->limit.name)});
    out_char(out, '\'');
    if (f->judgement == HPT_KEPT)
        return;
    if (f->text[0] != '\0')
        out_format(out, " %s", f->text);
    else
        out_text(out, " before the end of the input");
    out_text(out, "; the last to come was ");
    write_place(out, &f->first);
}

static void write_silence(struct hpt_out *out, const struct hpt_finding *f)
{
    double seconds = (double)f->limit.value / 1000;

    if (f->judgement == HPT_KEPT) {
        out_format(out, "the device was never silent for %g s", seconds);
        return;
    }
    out_format(out, "the device went silent for %g s after ", seconds);
    write_place(out, &f->first);
}

static void write_judged(struct hpt_out *out, const struct hpt_finding *f)
{
    switch (f->limit.kind) {
    case HPT_LIMIT_NO_LEAKS:
        write_leaks(out, f);
        break;
    case HPT_LIMIT_NO_FAILURES:
        write_failures(out, f);
        break;
    case HPT_LIMIT_NO_ERRORS:
        write_errors(out, f);
        break;
    case HPT_LIMIT_ALLOW_RESTARTS:
        write_restarts(out, f);
        break;
    case HPT_LIMIT_UNTIL:
        write_until(out, f);
        break;
    case HPT_LIMIT_SILENCE:
        write_silence(out, f);
        break;
    case HPT_LIMIT_MAX_USED:
    case HPT_LIMIT_MIN_LARGEST:
    case HPT_LIMIT_MAX_FRAGMENTATION:
    case HPT_LIMIT_MAX_SITE:
    case HPT_LIMIT_KIND_COUNT:
        write_measured(out, f);
        break;
    }
}

static const char *why_not_there(enum hpt_site_presence presence)
{
    static const char *const reasons[HPT_SITE_PRESENCE_COUNT] = {
        [HPT_SITE_NO_NAMES] = "no call site here has the name of a function; give --elf with the "
                              "firmware that was traced",
        [HPT_SITE_NO_CALLERS] = "the device prints no callers; name a requested size such as 56",
        [HPT_SITE_NO_KINDS] = "the device prints the caller of every block; name a function or a "
                              "return address such as 0x1b9",
        [HPT_SITE_TOO_MANY] = "there are more call sites than can be kept apart",
    };

    return reasons[presence];
}

/* What it names is of a sort that the input has not. */
static void write_unnamed(struct hpt_out *out, const struct hpt_finding *f)
{
    out_text(out, "cannot be judged for ");
    write_harmless(out, (struct hpt_str){f->limit.name, strlen(f->limit.name)});
    out_format(out, ": %s", why_not_there(f->presence));
}

bool hpt_finding_is_doubtful(const struct hpt_finding *f)
{
    return f->judgement == HPT_KEPT && f->presence == HPT_SITE_ABSENT;
}

void hpt_write_finding(struct hpt_out *out, const struct hpt_finding *f)
{
    if (f->judgement == HPT_NO_PHASE)
        out_text(out, "the phase never began: no mark has its name");
    else if (f->judgement == HPT_NO_TRACE)
        out_text(out, "cannot be judged, as there is no heap trace");
    else if (f->judgement == HPT_UNJUDGED && f->limit.kind == HPT_LIMIT_UNTIL)
        write_until(out, f);
    else if (f->judgement == HPT_UNJUDGED && f->limit.kind == HPT_LIMIT_NO_LEAKS)
        out_text(out, "cannot be judged, as no run is long enough to tell what grows");
    else if (f->judgement == HPT_UNJUDGED && f->limit.kind == HPT_LIMIT_MAX_SITE)
        write_unnamed(out, f);
    else if (f->judgement == HPT_UNJUDGED && f->is_open)
        out_text(out, "cannot be judged, as the trace began late, and what was in the heap before "
                      "is not known");
    else if (f->judgement == HPT_UNJUDGED)
        out_text(out, "cannot be judged, as the heap's bounds are not known; give --elf or --heap");
    else
        write_judged(out, f);
}

size_t hpt_outcome_count(const struct hpt_outcome *outcome, enum hpt_judgement judgement)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->finding_count; i++)
        count += outcome->findings[i].judgement == judgement;
    return count;
}
