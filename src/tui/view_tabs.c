/* The names of the lists in one row, each with the key that opens it. */
#include "base/str.h"
#include "tui/draw.h"

#include <stdio.h>

enum { LABEL = 32 };

/* " 2 Blocks ", where there is less room "2 Blocks ", or "Blocks " alone. */
static int label_of(enum tab tab, int size, char label[LABEL])
{
    const char *name = lists[tab]->title;

    if (size == 0)
        return snprintf(label, LABEL, " %d %s ", (int)tab + 1, name);
    if (size == 1)
        return snprintf(label, LABEL, "%d %s ", (int)tab + 1, name);
    return snprintf(label, LABEL, "%s ", name);
}

/* The roomiest that fits. */
static int size_for(int columns)
{
    char label[LABEL];
    int size = 0;

    for (; size < 2; size++) {
        int width = 0;
        for (enum tab tab = TAB_EVENTS; tab < TAB_COUNT; tab++)
            width += label_of(tab, size, label);
        if (width <= columns)
            break;
    }
    return size;
}

enum tab tab_at(struct area a, int column)
{
    char label[LABEL];
    int end = a.column, size = size_for(a.columns);

    for (enum tab tab = TAB_EVENTS; tab < TAB_COUNT; tab++) {
        end += label_of(tab, size, label);
        if (column >= a.column && column < end)
            return tab;
    }
    return TAB_COUNT;
}

/* Against the right edge: the filter that is on, else the order of the list. */
static void draw_right(struct area a, const struct show *s, int column)
{
    const struct list *list = lists[s->app->tab];
    char text[APP_TEXT + LABEL];
    bool is_filtered = s->app->filter_text[0] != '\0';

    if (is_filtered)
        (void)snprintf(text, sizeof text, " filter: %s ", s->app->filter_text);
    else if (list->sorts[1] != NULL)
        (void)snprintf(text, sizeof text, " by %s ", list->sorts[s->app->sort[s->app->tab]]);
    else
        return;
    int width = text_columns(str_of(text)), room = a.columns - column - 1;
    struct pen pen =
        is_filtered ? (struct pen){.fore = INK_TIGHT, .flags = PEN_BOLD} : pen_ink(INK_DIM);
    if (width <= room)
        (void)area_right(a, 0, pen, text);
    else if (is_filtered && room > 0)
        area_fit(a, 0, column + 1, pen, s->look.is_ascii || room > 8 ? text + 1 : "f",
                 s->look.is_ascii);
}

static void draw(struct area a, const struct show *s)
{
    char label[LABEL];
    int column = 0, size = size_for(a.columns);

    for (enum tab tab = TAB_EVENTS; tab < TAB_COUNT; tab++) {
        bool is_chosen = tab == s->app->tab;
        (void)label_of(tab, size, label);
        struct pen pen = is_chosen ? pen_selected(s) : pen_ink(INK_DIM);
        pen.flags |= is_chosen ? PEN_BOLD : 0;
        column = area_text(a, 0, column, pen, label);
    }
    draw_right(a, s, column);
}

const struct view view_tabs = {"Tabs", draw};
