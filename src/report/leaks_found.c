/* no-leaks of a budget, judged by the report of the same input. */
#include "base/out.h"
#include "report/words.h"

#include <string.h>

struct name {
    char *text;
    size_t size;
};

static bool keep(void *self, const char *bytes, size_t size)
{
    struct name *n = self;
    size_t room = HPT_FINDING_TEXT - 1 - n->size;
    size_t taken = size < room ? size : room;

    memcpy(n->text + n->size, bytes, taken);
    n->size += taken;
    n->text[n->size] = '\0';
    return true;
}

static void name_leak(struct hpt_finding *f, const struct hpt_site *site,
                      const struct hpt_namer *namer)
{
    struct name n = {.text = f->text};
    struct hpt_out out = {.self = &n, .write = keep};
    struct hpt_site_sum sum = {.caller = site->caller, .size = site->size};
    struct hpt_site_name name;

    if (namer != NULL && site->caller != 0 && namer->name(namer->self, site->caller, &name)) {
        sum.function = name.is_wrapper ? name.text : name.frames[name.site].function;
        sum.file = name.is_wrapper ? (struct hpt_str){"", 0} : name.frames[name.site].file;
    }
    hpt_write_site(&out, &sum);
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
