/* no-leaks of a budget, judged by the report of the same input. */
#include "report/words.h"

static void judge(struct hpt_finding *f, const struct hpt_leaks *leaks,
                  const struct hpt_namer *namer)
{
    const struct hpt_site_sum surest = hpt_site_of(leaks->caller, leaks->size, namer);

    f->leaks = *leaks;
    f->measured = leaks->sites;
    f->judgement = leaks->leaking > 0 ? HPT_BROKEN : leaks->judged > 0 ? HPT_KEPT : HPT_UNJUDGED;
    if (leaks->leaking > 0)
        (void)site_text(&surest, f->text, sizeof f->text);
}

void hpt_judge_leaks(struct hpt_finding *findings, size_t count, const struct hpt_report *report,
                     const struct hpt_namer *namer)
{
    const struct hpt_leaks none = {.runs = 0};

    for (size_t i = 0; i < count; i++)
        if (findings[i].limit.kind == HPT_LIMIT_NO_LEAKS)
            judge(&findings[i], report != NULL ? &report->all_leaks : &none, namer);
}
