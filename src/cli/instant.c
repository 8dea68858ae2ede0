#include "cli/instant.h"

#include "base/str.h"
#include "cli/keys.h"
#include "cli/patterns.h"
#include "cli/peak_event.h"

#include <string.h>

/* A mark at which the tracker stands. */
static void see_mark(struct instant *i, struct hpt_str text)
{
    const struct moment *at = &i->at;

    if (at->kind != AT_MARK || i->is_reached)
        return;
    if (at->text == NULL || str_contains(text, str_of(at->text)))
        i->seen++;
    i->is_reached = i->seen == at->number;
}

static void on_line(void *self, struct hpt_str line)
{
    struct instant *i = self;

    see_mark(i, line);
    if (i->is_reached)
        hpt_stop(i->session.tracker);
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct instant *i = self;

    (void)state;
    if (i->is_reached)
        return;
    if (i->at.kind == AT_EVENT)
        i->seen = event->number;
    else if (event->kind == HPT_EVENT_FAIL && !event->repeated)
        i->seen++;
    if (i->seen < i->at.number)
        return;
    i->is_reached = true;
    hpt_stop(i->session.tracker);
}

/* How many of the bytes come before the instant; counts what is counted in bytes or lines. */
static size_t cut(struct instant *i, const char *bytes, size_t size)
{
    uint64_t left = i->at.number - i->seen;
    const char *at = bytes;

    if (i->at.kind == AT_BYTE) {
        size_t taken = size < left ? size : (size_t)left;
        i->seen += taken;
        i->is_reached = taken == left;
        return taken;
    }
    if (i->at.kind != AT_LINE)
        return size;
    while (i->seen < i->at.number) {
        at = memchr(at, '\n', size - (size_t)(at - bytes));
        if (at == NULL)
            return size;
        at++;
        i->seen++;
    }
    i->is_reached = true;
    return (size_t)(at - bytes);
}

/* Feeds what comes before the instant. False when the tracker failed. */
static bool feed(struct instant *i, const char *bytes, size_t size, uint64_t time_us)
{
    struct hpt_str left = {bytes, cut(i, bytes, size)};
    bool is_cut = i->is_reached; /* all that is left is fed; else an event or a mark may be it */

    while (left.len > 0 && (is_cut || !i->is_reached)) {
        size_t piece = left.len;
        if (i->client.coming != NULL)
            piece = i->client.coming(i->client.self, left, time_us);
        if (!session_feed(&i->session, left.at, piece, time_us))
            return false;
        left.at += piece;
        left.len -= piece;
    }
    return true;
}

/* The other instant wants to read on. */
static bool is_waited_for(const struct instant *i)
{
    return i->beside != NULL && i->beside->session.end == SESSION_RUNS;
}

/* What there is to answer would not be asked for. */
static bool is_useless(const struct instant *i)
{
    return i->beside != NULL && i->beside->session.fault->status != HPT_OK;
}

static void finish_if_done(struct instant *i)
{
    if (i->session.end != SESSION_RUNS)
        return;
    if (is_useless(i))
        session_finish(&i->session, SESSION_FAILED);
    else if (i->is_reached && !is_waited_for(i))
        session_finish(&i->session, SESSION_DONE);
}

static void take(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct instant *i = self;

    i->has_bytes = true;
    if (is_waited_for(i))
        take(i->beside, bytes, size, time_us);
    if (i->at.kind != AT_END && i->at.number == 0)
        i->is_reached = true; /* before everything */
    else if (i->at.kind == AT_TIME && time_us > i->at.number)
        i->is_reached = true;
    else if (!i->is_reached && !feed(i, bytes, size, time_us))
        return;
    finish_if_done(i);
}

/* A recording ends, or was left, at a time. */
static void fault_too_late(const struct instant *i, enum session_end end, struct fault *f)
{
    (void)fault_input(
        f, "%s %s at %.6f s, before the %.6f s that --at asks for; give a smaller number",
        input_name(i->session.settings), end == SESSION_INTERRUPTED ? "was interrupted" : "ended",
        (double)i->session.input.reached_us / 1e6, (double)i->at.number / 1e6);
}

static void fault_not_reached(const struct instant *i, enum session_end end, struct fault *f)
{
    static const char *const units[] = {
        [AT_PEAK] = "",

        [AT_END] = "",         [AT_MARK] = "marks", [AT_FAIL] = "failed allocations",
        [AT_EVENT] = "events", [AT_LINE] = "lines", [AT_BYTE] = "bytes"};
    const char *input = input_name(i->session.settings);

    if (i->at.kind == AT_TIME)
        fault_too_late(i, end, f);
    else if (end == SESSION_INTERRUPTED)
        (void)fault_input(
            f,
            "interrupted at byte %llu of %s, after %llu of the %llu %s that --at asks "
            "for; let it read on, or give a smaller number",
            (unsigned long long)hpt_state(i->session.tracker)->byte, input,
            (unsigned long long)i->seen, (unsigned long long)i->at.number, units[i->at.kind]);
    else if (i->at.kind == AT_MARK && i->seen == 0 && i->session.settings->mark == NULL)
        (void)fault_input(
            f, "no mark is in %s; say with --mark which lines of the device are marks", input);
    else if (i->at.text != NULL)
        (void)fault_input(f, "no mark in %s contains '%s'; heapterm report shows which there are",
                          input, i->at.text);
    else if (i->at.kind == AT_FAIL && i->seen == 0)
        (void)fault_input(f, "no allocation failed in %s; leave --at out for %s at its end", input,
                          i->client.at_end);
    else
        (void)fault_input(f,
                          "%s ended after %llu of the %llu %s that --at asks for; give a smaller "
                          "number",
                          input, (unsigned long long)i->seen, (unsigned long long)i->at.number,
                          units[i->at.kind]);
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
static bool settle(struct instant *i, enum session_end end, struct fault *f)
{
    struct session *s = &i->session;
    bool has_fault = f->status != HPT_OK;
    enum hpt_status status = HPT_OK;

    if (!i->has_bytes) {
        if (!has_fault)
            fault_no_bytes(s, end, f);
        return false;
    }
    /* A time behind the last byte is reached, if the recording went on until then. */
    if (i->at.kind == AT_TIME && s->input.reached_us >= i->at.number)
        i->is_reached = true;
    if (!i->is_reached)
        status = session_conclude(s); /* its last events may be the ones waited for */
    else if (i->at.kind == AT_BYTE || i->at.kind == AT_LINE || i->at.kind == AT_TIME)
        status = hpt_settle(s->tracker);
    if (status != HPT_OK) {
        (void)fault_memory(f);
        return false;
    }
    bool has_answer = i->is_reached || i->at.kind == AT_END;
    if (!has_answer && !has_fault)
        fault_not_reached(i, end, f);
    return has_answer;
}

/* A fault that was there before says it best. */
static void fault_trace(const struct instant *i)
{
    const struct session *s = &i->session;

    if (s->fault->status != HPT_OK)
        return;
    if (s->is_partial)
        (void)fault_input(s->fault,
                          "interrupted before %s had shown a heap trace, at byte %llu; let it "
                          "read on",
                          input_name(s->settings), (unsigned long long)hpt_state(s->tracker)->byte);
    else if (i->at.kind == AT_END)
        (void)fault_no_trace(s->fault, &i->runtime, input_name(s->settings));
    else
        (void)fault_input(s->fault,
                          "no heap trace is in %s up to the instant that --at asks for; give a "
                          "later one",
                          input_name(s->settings));
}

/* The other instant ends where this one does, if it is not over, and answers first. */
static void finish_beside(struct instant *i, enum session_end end)
{
    if (!is_waited_for(i))
        return;
    i->beside->session.is_partial = i->session.is_partial;
    session_finish(&i->beside->session, end);
}

static void finish(void *self, enum session_end end)
{
    struct instant *i = self;
    struct session *s = &i->session;

    finish_beside(i, end);
    if (end == SESSION_KILLED || end == SESSION_FAILED || !settle(i, end, s->fault))
        return;
    const struct hpt_state *state = hpt_state(s->tracker);
    if (i->client.needs_trace && state->event == 0 && state->heap_count == 0)
        fault_trace(i);
    else
        i->client.answer(i->client.self, state, &s->console.output.out, s->fault);
}

static void on_mark(void *self, const char *text)
{
    struct instant *i = self;

    if (is_waited_for(i))
        on_mark(i->beside, text);
    if (i->client.mark != NULL && !i->is_reached)
        i->client.mark(i->client.self, text);
    see_mark(i, str_of(text));
    if (i->at.kind == AT_MARK)
        finish_if_done(i);
}

/* Of the link, the session has told its own tracker. */
static void on_link(void *self, enum source_link link, const char *news)
{
    struct instant *i = self;

    (void)news;
    if (link == LINK_LOST && is_waited_for(i) && hpt_gap(i->beside->session.tracker) != HPT_OK)
        (void)fault_memory(i->beside->session.fault);
}

/* While a device talks: every key is a mark, and Ctrl-C or the end key is the end, as elsewhere. */
static void on_keys(void *self, const char *bytes, size_t size, bool is_terminal)
{
    struct instant *i = self;
    struct session *s = &i->session;

    for (size_t k = 0; is_terminal && k < size && s->end == SESSION_RUNS; k++) {
        char key[] = {bytes[k], '\0'};
        if (bytes[k] == s->settings->end_key || bytes[k] == KEY_ALWAYS_ENDS) {
            session_finish(s, SESSION_INTERRUPTED);
        } else if (bytes[k] > ' ' && bytes[k] < 0x7f) {
            on_mark(i, key);
            console_say(&s->console, "mark: %s", key);
            session_flush(s);
        }
    }
}

/* For an instant that is a mark. */
static enum hpt_status listen_for_marks(struct instant *i, struct fault *f)
{
    const char *pattern = i->session.settings->mark;

    if (i->at.kind != AT_MARK || pattern == NULL)
        return HPT_OK;
    if (pattern_open(&i->mark, pattern) != HPT_OK)
        return fault_memory(f);
    i->marker = hpt_marker_new(&i->mark, on_line, i);
    if (i->marker == NULL)
        return fault_memory(f);
    const struct hpt_observer observer = hpt_marker_observer(i->marker);
    return hpt_observe(i->session.tracker, &observer) == HPT_OK ? HPT_OK : fault_memory(f);
}

/* By reading the input once before. Without events it is the end, where that is said. */
static enum hpt_status find_peak(struct instant *i, const struct settings *settings,
                                 struct kept *kept, struct fault *f)
{
    uint64_t event = 0;

    if (peak_event_find(settings, kept, &event, f) != HPT_OK)
        return f->status;
    i->at = (struct moment){.kind = event > 0 ? AT_EVENT : AT_END, .number = event};
    return HPT_OK;
}

enum hpt_status instant_open(struct instant *i, const struct settings *settings,
                             const struct instant_client *client, struct kept *kept,
                             struct fault *f)
{
    const struct session_client session = {.self = i,
                                           .is_quiet = true,
                                           .is_fed = client->is_fed,
                                           .kept = kept,
                                           .keys = client->mark != NULL ? on_keys : NULL,
                                           .mark = on_mark,
                                           .link = on_link,
                                           .take = take,
                                           .finish = finish};
    const struct hpt_observer counts = {.self = i, .event = on_event};
    bool counts_events;

    *i = (struct instant){.client = *client, .at = settings->at};
    i->session.fault = f;
    if (i->at.kind == AT_PEAK && find_peak(i, settings, kept, f) != HPT_OK)
        return f->status;
    i->is_open = true;
    if (session_open(&i->session, settings, &session, f) != HPT_OK)
        return f->status;
    counts_events = i->at.kind == AT_EVENT || i->at.kind == AT_FAIL;
    if ((counts_events && hpt_observe(i->session.tracker, &counts) != HPT_OK) ||
        (client->needs_trace && runtime_listen(&i->runtime, i->session.tracker) != HPT_OK))
        return fault_memory(f);
    return listen_for_marks(i, f);
}

void instant_join(struct instant *i, struct instant *other)
{
    i->beside = other;
}

int instant_close(struct instant *i)
{
    hpt_marker_free(i->marker);
    pattern_close(&i->mark);
    if (!i->is_open)
        return i->session.fault->exit_code;
    return session_close(&i->session);
}
