/* What all lists have in common. */
#include "base/out.h"
#include "base/str.h"
#include "tui/list.h"

#include <inttypes.h>
#include <stdio.h>

const struct list *const lists[TAB_COUNT] = {
    [TAB_EVENTS] = &list_events, [TAB_BLOCKS] = &list_blocks, [TAB_HOLES] = &list_holes,
    [TAB_SITES] = &list_sites,   [TAB_LEAKS] = &list_leaks,   [TAB_WARNINGS] = &list_warnings,
    [TAB_LOG] = &list_log};

size_t list_room(struct area a)
{
    return a.rows > 1 ? (size_t)a.rows - 1 : 0;
}

size_t list_top(const struct show *s, const struct app *a, size_t room)
{
    size_t count = lists[a->tab]->count(s);
    size_t row = a->row[a->tab], top = a->top[a->tab];

    if (count <= room)
        return 0;
    return top < count - room ? top : row < count ? count - room : 0;
}

static void draw_rows(struct area a, const struct show *s)
{
    const struct list *list = lists[s->app->tab];
    size_t count = list->count(s), room = (size_t)a.rows;
    size_t top = list_top(s, s->app, room);
    struct area rows = area_part(a, 0, 0, -1, a.columns - 1);

    for (size_t i = 0; i < room && top + i < count; i++) {
        list->row(area_part(rows, (int)i, 0, 1, -1), s, top + i);
        if (top + i != s->app->row[s->app->tab])
            continue;
        if (s->app->focus == FOCUS_LIST)
            area_paint(rows, (int)i, pen_selected(s));
        else
            area_paint(rows, (int)i, (struct pen){.flags = PEN_BOLD});
    }
    scroll_draw(a, s, count, room, top);
}

void list_draw(struct area area, const struct show *s)
{
    const struct list *list = lists[s->app->tab];

    if (area.rows < 1)
        return;
    struct area body = area_part(area, 1, 0, -1, -1);
    if (list->count(s) == 0) {
        struct words w;
        list->empty(words_begin(&w), s);
        text_page(area_part(area, 0, 1, -1, -1), (struct hpt_str){w.text, w.length}, 0);
        return;
    }
    list->heading(area_part(area, 0, 0, 1, area.columns - 1), s);
    area_paint(area, 0, (struct pen){.fore = INK_TITLE, .flags = PEN_BOLD});
    draw_rows(body, s);
}

void write_empty(struct hpt_out *out, const struct show *s, const char *sentence)
{
    bool is_filtered = s->app->filter_text[0] != '\0';

    out_text(out, is_filtered ? "Nothing here passes the filter. F takes it off, f changes it."
                              : sentence);
}

void write_not_kept(struct hpt_out *out, const struct show *s)
{
    out_format(out,
               "What came before the full screen was first shown, up to event %" PRIu64
               ", is not kept here; what comes now is.",
               s->first_event);
}

void write_silence(struct hpt_out *out, const struct show *s)
{
    if (s->first_event > 0)
        write_not_kept(out, s);
    else
        out_text(out, "The device has said nothing beside its heap trace up to this instant.");
}

bool has_times(struct area row, const struct show *s)
{
    return !is_narrow(row) && s->state->time_us > 0;
}

int put_time(struct area row, int column, struct pen pen, uint64_t time_us)
{
    struct words w;

    write_time(words_begin(&w), time_us);
    area_format(row, 0, column, pen, "%*s", TIME_COLUMNS, w.text);
    return column + TIME_COLUMNS;
}

void put_site(struct area row, int column, const struct show *s, uint64_t caller, uint64_t size)
{
    struct words w;

    write_site_of(words_begin(&w), s->namer, caller, size);
    area_fit(row, 0, column, (struct pen){0}, w.text, s->look.is_ascii);
}

void put_block_site(struct area row, int column, const struct show *s,
                    const struct hpt_block *block)
{
    struct words w;

    if (block->seen && block->caller == 0)
        return;
    write_block_site(words_begin(&w), s->namer, block);
    area_fit(row, 0, column, (struct pen){0}, w.text, s->look.is_ascii);
}

void pick_site(struct pick *pick, const struct show *s, uint64_t caller, uint64_t size)
{
    struct words w;

    if (caller == 0) {
        (void)snprintf(pick->site, sizeof pick->site, "size:%" PRIu64, size);
        return;
    }
    write_site_of(words_begin(&w), s->namer, caller, size);
    (void)snprintf(pick->site, sizeof pick->site, "site:%.*s",
                   (int)(strcspn(w.text, " ") < 60 ? strcspn(w.text, " ") : 60), w.text);
}
