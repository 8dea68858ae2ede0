/* Tells of marks as they come. */
#include "analysis/marked.h"

#include <stdlib.h>

struct hpt_marker {
    struct marked marked; /* keeps none */
    void (*mark)(void *self, struct hpt_str line);
    void *self;
};

struct hpt_marker *hpt_marker_new(const struct hpt_pattern *pattern,
                                  void (*mark)(void *self, struct hpt_str line), void *self)
{
    struct hpt_marker *m = calloc(1, sizeof *m);

    if (m == NULL)
        return NULL;
    m->marked.pattern = *pattern;
    m->mark = mark;
    m->self = self;
    return m;
}

void hpt_marker_free(struct hpt_marker *m)
{
    free(m);
}

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct hpt_marker *m = self;

    (void)time_us;
    marked_text(&m->marked, bytes, m->mark, m->self);
}

static void on_pause(void *self, bool is_over)
{
    struct hpt_marker *m = self;

    if (is_over && m->marked.length > 0)
        marked_end(&m->marked, m->mark, m->self);
}

struct hpt_observer hpt_marker_observer(struct hpt_marker *m)
{
    return (struct hpt_observer){.self = m, .text = on_text, .pause = on_pause};
}
