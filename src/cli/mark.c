#include "cli/mark.h"

#include "base/append.h"
#include "cli/terminal.h"
#include "io/news_time.h"

#include <stdio.h>

enum { MARK_TEXT = 600 };

static void put(struct terminal *t, const char *text)
{
    view_log_say(&t->logs.lines, text);
    console_say(&t->session->console, "%s", text);
}

void mark_set(struct terminal *t)
{
    const struct hpt_state *s = hpt_state(t->session->tracker);
    char number[32], text[MARK_TEXT];

    t->marks++;
    (void)snprintf(number, sizeof number, "%llu", (unsigned long long)t->marks);
    (void)input_mark(&t->session->input, number);
    (void)snprintf(text, sizeof text, "mark %s", number);
    news_add_time(text, sizeof text);
    append(text, sizeof text, ", event %llu, byte %llu", (unsigned long long)s->event,
           (unsigned long long)s->byte);
    put(t, text);
}

/* The mark stays where it was set; the words may come much later. */
void mark_name(struct terminal *t, const char *words)
{
    char text[MARK_TEXT];

    if (*words == '\0')
        return;
    (void)snprintf(text, sizeof text, "%llu: %.500s", (unsigned long long)t->marks, words);
    (void)input_mark(&t->session->input, text);
    (void)snprintf(text, sizeof text, "mark %llu: %.500s", (unsigned long long)t->marks, words);
    put(t, text);
}
