#include "cli/full_works.h"

#include <stdlib.h>

static void text_begin(struct job_text *t)
{
    output_close(&t->text);
    output_open_kept(&t->text);
}

/* explain */

static bool explain_is_due(const struct jobs *j, const struct job_wishes *w)
{
    const struct job_text *e = &j->explanation;
    bool is_good = e->is_there && e->event == w->event && e->columns == w->columns;

    return w->explanation && !is_good;
}

static bool explain_begin(struct jobs *j, const struct job_wishes *w, struct walk_client *client,
                          uint64_t *from, uint64_t *to)
{
    hpt_explainer_free(j->explainer);
    j->explainer = hpt_explainer_new();
    if (j->explainer == NULL)
        return false;
    client->observer = hpt_explainer_observer(j->explainer);
    *from = 0;
    *to = w->event;
    return true;
}

static unsigned sheet_columns(void *self)
{
    const struct jobs *j = self;

    return j->for_these.columns;
}

static bool explain_end(struct jobs *j, const struct scene *scene)
{
    const struct hpt_log_options options = {.namer = j->namer, .columns = sheet_columns, .self = j};
    struct hpt_explanation *e = malloc(sizeof *e);

    if (e == NULL)
        return false;
    enum hpt_status status = hpt_explain(j->explainer, hpt_state(scene->tracker), e);
    if (status == HPT_OK) {
        text_begin(&j->explanation);
        hpt_write_explanation(&j->explanation.text.out, e, &options);
        j->explanation.event = j->for_these.event;
        j->explanation.columns = j->for_these.columns;
        j->explanation.is_there = true;
    }
    free(e);
    return status == HPT_OK;
}

/* diff: the inventory of the base, then that of the instant */

static bool census_begin(struct jobs *j, struct walk_client *client)
{
    hpt_census_free(j->census);
    j->census = hpt_census_new(j->namer);
    if (j->census != NULL)
        client->observer = hpt_census_observer(j->census);
    return j->census != NULL;
}

static bool base_is_due(const struct jobs *j, const struct job_wishes *w)
{
    return w->difference && !(j->has_base && j->base_event == w->base);
}

static bool base_begin(struct jobs *j, const struct job_wishes *w, struct walk_client *client,
                       uint64_t *from, uint64_t *to)
{
    *from = 0;
    *to = w->base;
    return census_begin(j, client);
}

static bool base_end(struct jobs *j, const struct scene *scene)
{
    hpt_inventory_release(&j->base);
    j->difference.is_there = false;
    j->has_base = hpt_census_take(j->census, hpt_state(scene->tracker), &j->base) == HPT_OK;
    j->base_event = j->for_these.base;
    return j->has_base;
}

static bool diff_is_due(const struct jobs *j, const struct job_wishes *w)
{
    return w->difference && !(j->difference.is_there && j->difference.event == w->event &&
                              j->difference_base == w->base);
}

static bool diff_begin(struct jobs *j, const struct job_wishes *w, struct walk_client *client,
                       uint64_t *from, uint64_t *to)
{
    *from = 0;
    *to = w->event;
    return census_begin(j, client);
}

static void diff_write(struct jobs *j, const struct hpt_diff *diff)
{
    text_begin(&j->difference);
    hpt_write_diff(&j->difference.text.out, diff, "the base", "what is shown");
    j->difference.event = j->for_these.event;
    j->difference.is_there = true;
    j->difference_base = j->base_event;
}

static bool diff_end(struct jobs *j, const struct scene *scene)
{
    struct hpt_inventory now = {0};
    struct hpt_diff diff = {0};
    bool done = hpt_census_take(j->census, hpt_state(scene->tracker), &now) == HPT_OK &&
                hpt_diff_make(&diff, &j->base, &now, HPT_POLICY_ABS) == HPT_OK;

    if (done)
        diff_write(j, &diff);
    hpt_diff_release(&diff);
    hpt_inventory_release(&now);
    return done;
}

/* report */

static bool report_is_due(const struct jobs *j, const struct job_wishes *w)
{
    bool is_there = j->reporter != NULL && j->reported == w->event && j->reported_run == w->run;

    return w->report && !is_there;
}

static bool report_begin(struct jobs *j, const struct job_wishes *w, struct walk_client *client,
                         uint64_t *from, uint64_t *to)
{
    const struct hpt_report_options options = {.run = w->run};

    hpt_reporter_free(j->reporting);
    j->reporting = hpt_reporter_new(&options);
    if (j->reporting == NULL)
        return false;
    client->observer = hpt_reporter_observer(j->reporting);
    *from = 0;
    *to = w->event;
    return true;
}

static bool report_end(struct jobs *j, const struct scene *scene)
{
    if (hpt_reporter_end(j->reporting, hpt_state(scene->tracker)) != HPT_OK)
        return false;
    hpt_reporter_free(j->reporter);
    j->reporter = j->reporting;
    j->reporting = NULL;
    j->reported = j->for_these.event;
    j->reported_run = j->for_these.run;
    return true;
}

/* what had the selected block's address before */

static void hear_earlier(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct jobs *j = self;
    bool makes = event->kind == HPT_EVENT_ALLOC || event->kind == HPT_EVENT_RESIZE;

    (void)state;
    if (!makes || event->address != j->for_these.address || event->number >= j->for_these.birth)
        return;
    j->found_earlier = *event;
    j->found_earlier.line = (struct hpt_str){0};
}

static bool earlier_is_due(const struct jobs *j, const struct job_wishes *w)
{
    return w->birth > 0 && !w->is_moving && j->earlier_of != w->birth;
}

static bool earlier_begin(struct jobs *j, const struct job_wishes *w, struct walk_client *client,
                          uint64_t *from, uint64_t *to)
{
    j->found_earlier = (struct hpt_event){0};
    client->observer = (struct hpt_observer){.self = j, .event = hear_earlier};
    *from = 0;
    *to = w->birth;
    return true;
}

static bool earlier_end(struct jobs *j, const struct scene *scene)
{
    (void)scene;
    j->earlier = j->found_earlier;
    j->earlier_of = j->for_these.birth;
    return true;
}

/* search */

static bool search_is_due(const struct jobs *j, const struct job_wishes *w)
{
    (void)w;
    return j->finder.is_wanted;
}

static bool search_begin(struct jobs *j, const struct job_wishes *w, struct walk_client *client,
                         uint64_t *from, uint64_t *to)
{
    client->self = &j->finder;
    client->observer = finder_observer(&j->finder);
    client->enough = finder_has_enough;
    *from = j->finder.is_backward ? 0 : w->event;
    *to = j->finder.is_backward ? w->event : UINT64_MAX;
    return true;
}

static bool search_end(struct jobs *j, const struct scene *scene)
{
    (void)scene;
    j->finder.is_wanted = false;
    return true;
}

const struct work works[] = {
    [JOB_SEARCH] = {search_is_due, search_begin, search_end, false},
    [JOB_EXPLAIN] = {explain_is_due, explain_begin, explain_end, true},
    [JOB_BASE] = {base_is_due, base_begin, base_end, false},
    [JOB_DIFF] = {diff_is_due, diff_begin, diff_end, true},
    [JOB_REPORT] = {report_is_due, report_begin, report_end, true},
    [JOB_EARLIER] = {earlier_is_due, earlier_begin, earlier_end, false},
};
