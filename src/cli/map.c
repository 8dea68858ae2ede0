#include "cli/map.h"

#include "base/out.h"
#include "cli/display.h"

#include <string.h>

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct map *m = self;

    (void)state;
    if (m->is_reached)
        return;
    if (m->at.kind == AT_EVENT)
        m->seen = event->number;
    else if (event->kind == HPT_EVENT_FAIL && !event->repeated)
        m->seen++;
    if (m->seen < m->at.number)
        return;
    m->is_reached = true;
    hpt_stop(m->session.tracker);
}

/* How many of the bytes come before the instant; counts what is counted in bytes or lines. */
static size_t cut(struct map *m, const char *bytes, size_t size)
{
    uint64_t left = m->at.number - m->seen;
    const char *at = bytes;

    if (m->at.kind == AT_BYTE) {
        size_t taken = size < left ? size : (size_t)left;
        m->seen += taken;
        m->is_reached = taken == left;
        return taken;
    }
    if (m->at.kind != AT_LINE)
        return size;
    while (m->seen < m->at.number) {
        at = memchr(at, '\n', size - (size_t)(at - bytes));
        if (at == NULL)
            return size;
        at++;
        m->seen++;
    }
    m->is_reached = true;
    return (size_t)(at - bytes);
}

static void take(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct map *m = self;

    m->has_bytes = true;
    if (m->at.kind != AT_END && m->at.number == 0)
        m->is_reached = true; /* before everything */
    else if (m->at.kind == AT_TIME && time_us > m->at.number)
        m->is_reached = true;
    else if (!session_feed(&m->session, bytes, cut(m, bytes, size), time_us))
        return;
    if (m->is_reached)
        session_finish(&m->session, SESSION_DONE);
}

/* A recording ends, or was left, at a time. */
static void fault_too_late(const struct map *m, enum session_end end, struct fault *f)
{
    (void)fault_input(
        f, "%s %s at %.6f s, before the %.6f s that --at asks for; give a smaller number",
        input_name(m->session.settings), end == SESSION_INTERRUPTED ? "was interrupted" : "ended",
        (double)m->session.input.reached_us / 1e6, (double)m->at.number / 1e6);
}

static void fault_not_reached(const struct map *m, enum session_end end, struct fault *f)
{
    static const char *const units[] = {[AT_END] = "",
                                        [AT_FAIL] = "failed allocations",
                                        [AT_EVENT] = "events",
                                        [AT_LINE] = "lines",
                                        [AT_BYTE] = "bytes"};
    const char *input = input_name(m->session.settings);

    if (m->at.kind == AT_TIME)
        fault_too_late(m, end, f);
    else if (end == SESSION_INTERRUPTED)
        (void)fault_input(
            f,
            "interrupted at byte %llu of %s, after %llu of the %llu %s that --at asks "
            "for; let it read on, or give a smaller number",
            (unsigned long long)hpt_state(m->session.tracker)->byte, input,
            (unsigned long long)m->seen, (unsigned long long)m->at.number, units[m->at.kind]);
    else if (m->at.kind == AT_FAIL && m->seen == 0)
        (void)fault_input(f, "no allocation failed in %s; leave --at out for the map at its end",
                          input);
    else
        (void)fault_input(f,
                          "%s ended after %llu of the %llu %s that --at asks for; give a smaller "
                          "number",
                          input, (unsigned long long)m->seen, (unsigned long long)m->at.number,
                          units[m->at.kind]);
}

static void fault_no_bytes(const struct session *s, enum session_end end, struct fault *f)
{
    const char *input = input_name(s->settings);

    if (end == SESSION_INTERRUPTED)
        (void)fault_input(
            f, "interrupted before %s had said anything; check what it is connected to", input);
    else
        (void)fault_input(f, "%s is empty; read what a device says on its heap", input);
}

/* Brings the tracker to the instant. False when there is no answer, and a fault. One that was there
 * before says it best. */
static bool settle(struct map *m, enum session_end end, struct fault *f)
{
    struct session *s = &m->session;
    bool has_fault = f->status != HPT_OK;
    enum hpt_status status = HPT_OK;

    if (!m->has_bytes) {
        if (!has_fault)
            fault_no_bytes(s, end, f);
        return false;
    }
    /* A time behind the last byte is reached, if the recording went on until then. */
    if (m->at.kind == AT_TIME && s->input.reached_us >= m->at.number)
        m->is_reached = true;
    if (!m->is_reached)
        status = session_conclude(s); /* its last events may be the ones waited for */
    else if (m->at.kind == AT_BYTE || m->at.kind == AT_LINE || m->at.kind == AT_TIME)
        status = hpt_settle(s->tracker);
    if (status != HPT_OK) {
        (void)fault_memory(f);
        return false;
    }
    bool has_answer = m->is_reached || m->at.kind == AT_END;
    if (!has_answer && !has_fault)
        fault_not_reached(m, end, f);
    return has_answer;
}

static void finish(void *self, enum session_end end)
{
    struct map *m = self;
    struct session *s = &m->session;
    const struct hpt_log_options options = {.color = wants_color(s->settings),
                                            .map_full = s->settings->map_full,
                                            .columns = display_columns};

    if (end == SESSION_KILLED || end == SESSION_FAILED || !settle(m, end, s->fault))
        return;
    const struct hpt_state *state = hpt_state(s->tracker);
    if (s->settings->json) {
        hpt_write_map_json(&s->console.output.out, state, NULL);
        return;
    }
    hpt_write_map(&s->console.output.out, state, &options);
    hpt_write_trust(&s->console.output.out, state);
    out_char(&s->console.output.out, '\n');
}

enum hpt_status map_open(struct map *m, const struct settings *settings, struct kept *kept,
                         struct fault *f)
{
    const struct session_client client = {
        .self = m, .is_quiet = true, .kept = kept, .take = take, .finish = finish};
    const struct hpt_observer observer = {.self = m, .event = on_event};
    bool counts_events = settings->at.kind == AT_EVENT || settings->at.kind == AT_FAIL;

    *m = (struct map){.at = settings->at};
    if (session_open(&m->session, settings, &client, f) != HPT_OK)
        return f->status;
    if (counts_events && hpt_observe(m->session.tracker, &observer) != HPT_OK)
        return fault_memory(f);
    return HPT_OK;
}
