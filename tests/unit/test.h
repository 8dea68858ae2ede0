/* cmocka, and the headers that it wants first. */
#ifndef UNIT_TEST_H
#define UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "heapterm.h"

#include <string.h>

/* The last event and notices that a tracker told of. */
struct heard {
    unsigned events;
    struct hpt_event last;
    unsigned notices[HPT_NOTICE_KIND_COUNT];
    struct hpt_notice notice[HPT_NOTICE_KIND_COUNT]; /* the last of each kind */
    size_t text_bytes;
};

static inline void hear_event(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    struct heard *h = self;

    (void)s;
    h->events++;
    h->last = *e;
}

static inline void hear_notice(void *self, const struct hpt_notice *n, const struct hpt_state *s)
{
    struct heard *h = self;

    (void)s;
    h->notices[n->kind]++;
    h->notice[n->kind] = *n;
}

static inline void hear_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    (void)time_us;
    ((struct heard *)self)->text_bytes += bytes.len;
}

static inline struct hpt_tracker *listen(struct heard *h, const struct hpt_options *options)
{
    struct hpt_tracker *t = hpt_tracker_new(options, NULL);

    *h = (struct heard){0};
    assert_non_null(t);
    assert_int_equal(hpt_observe(t, &(struct hpt_observer){.self = h,
                                                           .text = hear_text,
                                                           .event = hear_event,
                                                           .notice = hear_notice}),
                     HPT_OK);
    return t;
}

static inline void feed(struct hpt_tracker *t, const char *text)
{
    assert_int_equal(hpt_feed(t, text, strlen(text), 0, NULL), HPT_OK);
}

#endif
