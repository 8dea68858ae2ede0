/* What became of a limit, in words. */
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

static void write_place(struct hpt_out *out, const struct hpt_place *p)
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

static void write_subject(struct hpt_out *out, const struct hpt_limit *l)
{
    static const char *const subjects[HPT_LIMIT_KIND_COUNT] = {
        [HPT_LIMIT_MAX_USED] = "the heap used",
        [HPT_LIMIT_MIN_LARGEST] = "the largest allocatable block fell to",
        [HPT_LIMIT_MAX_FRAGMENTATION] = "fragmentation rose to",
    };

    if (l->kind != HPT_LIMIT_MAX_SITE) {
        out_text(out, subjects[l->kind]);
        return;
    }
    out_text(out, "the site ");
    write_harmless(out, (struct hpt_str){l->name, strlen(l->name)});
    out_text(out, " held");
}

/* Of the limits that have a measure. */
static void write_measured(struct hpt_out *out, const struct hpt_finding *f)
{
    enum hpt_limit_kind kind = f->limit.kind;
    bool is_least = kind == HPT_LIMIT_MIN_LARGEST;

    write_subject(out, &f->limit);
    out_char(out, ' ');
    write_amount(out, kind, f->measured);
    out_format(out, ", %s ", is_least ? "at least" : "at most");
    write_amount(out, kind, f->limit.value);
    out_text(out, is_least ? " wanted" : " allowed");
    if (f->judgement != HPT_BROKEN)
        return;
    out_text(out, is_least ? "; first below at " : "; first above at ");
    write_place(out, &f->first);
    out_text(out, is_least ? ", least at " : ", most at ");
    write_place(out, &f->worst);
}

static void write_leaks(struct hpt_out *out, const struct hpt_finding *f)
{
    if (f->measured == 0) {
        out_text(out, "no site grows and goes on growing");
        return;
    }
    out_format(out, "%" PRIu64 " site%s and %s on growing; most surely ", f->measured,
               f->measured == 1 ? " grows" : "s grow", f->measured == 1 ? "goes" : "go");
    write_harmless(out, (struct hpt_str){f->text, strlen(f->text)});
    out_format(out, ", by %.3g bytes an event", f->slope);
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
        out_text(out, "the device neither stopped nor started over");
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

void hpt_write_finding(struct hpt_out *out, const struct hpt_finding *f)
{
    if (f->judgement == HPT_NO_PHASE)
        out_text(out, "the phase never began: no mark has its name");
    else if (f->judgement == HPT_NO_TRACE)
        out_text(out, "cannot be judged, as there is no heap trace");
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
