/* Reads ahead, so that of the failures in bytes that come together only the last is explained. */
#include "analysis/explain.h"
#include "analysis/measure.h"

enum {
    AHEAD_LEAST = 1024, /* bytes; fewer hold so few failures that a copy is not worth it */
    LINE_LEAST = 16
};

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    uint64_t *last = self;

    (void)state;
    if (event->kind == HPT_EVENT_FAIL && !event->repeated)
        *last = event->number;
}

/* As long as explanations are not dear, a piece holds so few failures that they cannot become very
 * dear in it: a failure's line is longer than LINE_LEAST. */
static size_t piece_of(const struct hpt_state *state, size_t size)
{
    uint64_t piece = (uint64_t)EXPLAIN_WALK / (measure_walk(state) + 1) * LINE_LEAST;

    piece = piece > AHEAD_LEAST ? piece : AHEAD_LEAST;
    return size < piece ? size : (size_t)piece;
}

size_t hpt_explain_ahead(struct hpt_explainer *explainer, const struct hpt_tracker *tracker,
                         struct hpt_str bytes, uint64_t time_us)
{
    uint64_t last = 0;
    const struct hpt_observer hears = {.self = &last, .event = on_event};

    if (!explain_hears_failures(explainer))
        return bytes.len;
    explain_from(explainer, 0);
    if (!explain_costs_much(explainer))
        return piece_of(hpt_state(tracker), bytes.len);
    if (bytes.len < AHEAD_LEAST)
        return bytes.len;
    struct hpt_tracker *ahead = hpt_tracker_copy(tracker);
    if (ahead != NULL && hpt_observe(ahead, &hears) == HPT_OK &&
        hpt_feed(ahead, bytes.at, bytes.len, time_us, NULL) == HPT_OK)
        explain_from(explainer, last);
    hpt_tracker_free(ahead);
    return bytes.len;
}
