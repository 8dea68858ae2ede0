/* A log view whose output is kept. */
#ifndef UNIT_VIEW_H
#define UNIT_VIEW_H

#include "test.h"

struct page {
    size_t len;
    char at[8192];
    struct hpt_out out;
    struct hpt_log_view *view;
    struct hpt_observer hears;
};

static inline bool page_write(void *self, const char *bytes, size_t size)
{
    struct page *p = self;

    assert_true(p->len + size < sizeof p->at);
    memcpy(p->at + p->len, bytes, size);
    p->len += size;
    p->at[p->len] = '\0';
    return true;
}

static inline void page_open(struct page *p, const struct hpt_log_options *options)
{
    *p = (struct page){.out = {.self = p, .write = page_write}};
    p->view = hpt_log_view_new(&p->out, options);
    assert_non_null(p->view);
    p->hears = hpt_log_view_observer(p->view);
}

static inline void page_close(struct page *p)
{
    hpt_log_view_free(p->view);
}

static inline void page_text(struct page *p, const char *text, size_t size, uint64_t time_us)
{
    p->hears.text(p->view, (struct hpt_str){text, size}, time_us);
}

static inline void page_say(struct page *p, const char *text)
{
    page_text(p, text, strlen(text), 1);
}

static inline void page_pause(struct page *p)
{
    p->hears.pause(p->view, false);
}

static inline void page_end(struct page *p)
{
    p->hears.pause(p->view, true);
}

#endif
