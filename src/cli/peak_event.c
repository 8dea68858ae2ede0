#include "cli/peak_event.h"

#include "cli/session.h"

struct search {
    struct session session;
    uint64_t most; /* live bytes */
    uint64_t event;
};

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct search *s = self;

    if (state->live_bytes <= s->most)
        return;
    s->most = state->live_bytes;
    s->event = event->number;
}

static void take(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    (void)session_feed(&((struct search *)self)->session, bytes, size, time_us);
}

static void finish(void *self, enum session_end end)
{
    struct search *s = self;

    if (end != SESSION_FAILED && session_conclude(&s->session) != HPT_OK)
        (void)fault_memory(s->session.fault);
}

enum hpt_status peak_event_find(const struct settings *settings, struct kept *kept, uint64_t *event,
                                struct fault *f)
{
    struct settings whole = *settings;
    struct search s = {0};
    const struct hpt_observer observer = {.self = &s, .event = on_event};
    const struct session_client client = {
        .self = &s, .is_quiet = true, .kept = kept, .take = take, .finish = finish};

    *event = 0;
    if (!input_is_read_again(settings->operands[0]))
        return fault_usage(f,
                           "the peak of %s is known at its end only, and it cannot be read twice; "
                           "record it first",
                           input_name(settings));
    whole.at = (struct moment){.kind = AT_END};
    if (session_open(&s.session, &whole, &client, f) == HPT_OK) {
        if (hpt_observe(s.session.tracker, &observer) == HPT_OK)
            session_run(&s.session);
        else
            (void)fault_memory(f);
    }
    int code = session_close(&s.session);
    *event = s.event;
    if (code != EXIT_DONE && f->status == HPT_OK)
        return fault_input(f, "interrupted before the peak of %s was known", input_name(settings));
    return f->status;
}
