/* no-leaks of a budget, judged by the report of the same input. */
#include "report/words.h"

static void name_leak(struct hpt_finding *f, const struct hpt_site *site,
                      const struct hpt_namer *namer)
{
    const struct hpt_site_sum named = hpt_site_of(site->caller, site->size, namer);

    (void)site_text(&named, f->text, sizeof f->text);
    f->slope = site->growth.slope;
}

void hpt_judge_leaks(struct hpt_finding *findings, size_t count, const struct hpt_report *report,
                     const struct hpt_namer *namer)
{
    size_t leaks = report != NULL ? report->leak_count : 0;

    for (size_t i = 0; i < count; i++) {
        struct hpt_finding *f = &findings[i];
        if (f->limit.kind != HPT_LIMIT_NO_LEAKS)
            continue;
        f->measured = leaks;
        f->judgement = leaks > 0 ? HPT_BROKEN : HPT_KEPT;
        if (leaks > 0)
            name_leak(f, &report->sites[report->leaks[0]], namer);
    }
}
