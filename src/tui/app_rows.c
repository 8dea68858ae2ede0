/* What keys do in the lists and on the map. */
#include "base/str.h"
#include "travel/travel.h"
#include "tui/keys.h"

#include <stdio.h>

static void open_tab(struct app *a, enum tab tab)
{
    a->tab = tab;
    a->focus = FOCUS_LIST;
    if (a->sheet != SHEET_BOARD)
        a->sheet = SHEET_NONE;
}

void act_tab(struct act *act)
{
    open_tab(act->app, (enum tab)act->count);
    app_settle(act->app, act->show);
}

void act_tab_on(struct act *act)
{
    int64_t tab = (int64_t)act->app->tab + act->count + TAB_COUNT;

    act->count = tab % TAB_COUNT;
    act_tab(act);
}

void act_row(struct act *act)
{
    int64_t row = (int64_t)act->app->row[act->app->tab] + act->count;

    row_select(act, row > 0 ? (size_t)row : 0);
}

void act_page(struct act *act)
{
    size_t room = list_rows_shown(act->app);

    act->count *= room > 1 ? (int64_t)room - 1 : 1;
    act_row(act);
}

void act_sort(struct act *act)
{
    struct app *a = act->app;
    const struct list *list = lists[a->tab];

    if (list->sorts[1] == NULL) {
        say(a, MESSAGE_NEWS, "This list has one order: by %s", list->sorts[0]);
        return;
    }
    a->sort[a->tab] = list->sorts[a->sort[a->tab] + 1] != NULL ? a->sort[a->tab] + 1 : 0;
    a->row[a->tab] = a->top[a->tab] = 0;
    a->kept[a->tab] = 0;
    say(a, MESSAGE_NEWS, "Sorted by %s", list->sorts[a->sort[a->tab]]);
}

static void filter_by(struct act *act, const char *text)
{
    struct app *a = act->app;

    if (filter_parse(&a->filter, text) != NULL)
        return;
    (void)snprintf(a->filter_text, sizeof a->filter_text, "%s", text);
    say(a, MESSAGE_NEWS, "Only %s is shown now. F shows all again", text);
}

static void go_to(struct act *act, uint64_t event)
{
    act->app->is_following = false;
    act->request->wish = WISH_GO;
    act->request->goal = (struct goal){GOAL_EVENT, event};
}

/* A block is selected first; once it is, its event is gone to. */
void act_enter(struct act *act)
{
    struct app *a = act->app;
    const struct list *list = lists[a->tab];

    if (a->row[a->tab] >= list->count(act->show))
        return;
    struct pick pick = list->pick(act->show, a->row[a->tab]);
    bool is_place = a->tab == TAB_BLOCKS || a->tab == TAB_HOLES;
    bool was_selected = a->selected == pick.address;
    if (pick.address != 0)
        a->selected = pick.address;
    if (pick.site[0] != '\0')
        filter_by(act, pick.site);
    else if (is_place && !was_selected && pick.event != 0)
        say(a, MESSAGE_NEWS, "Selected. Enter again goes to the event that made it");
    else if (pick.event != 0)
        go_to(act, pick.event);
}

void act_tint(struct act *act)
{
    static const char *const names[TINT_COUNT] = {"kind", "age", "call site", "size", "waste"};
    struct app *a = act->app;

    a->tint = (enum tint)((a->tint + 1) % TINT_COUNT);
    say(a, MESSAGE_NEWS, "The map's colours tell the %s", names[a->tint]);
}

void act_grain(struct act *act)
{
    static const char *const names[GRAIN_COUNT] = {"as there is room", "in cells", "in half cells",
                                                   "in dots"};
    struct app *a = act->app;

    a->grain = (enum grain)((a->grain + 1) % GRAIN_COUNT);
    say(a, MESSAGE_NEWS, "The map is drawn %s", names[a->grain]);
}

static uint64_t first_address(const struct show *s)
{
    struct hpt_block b;

    if (s->state->heap_count == 0 ||
        !hpt_heap_block(&s->state->heaps[0], s->state->heaps[0].start, &b))
        return 0;
    return b.address != 0 ? b.address : b.header;
}

void act_focus(struct act *act)
{
    struct app *a = act->app;

    a->focus = a->focus == FOCUS_MAP ? FOCUS_LIST : FOCUS_MAP;
    if (a->focus == FOCUS_LIST)
        return;
    a->sheet = SHEET_NONE;
    if (a->selected == 0)
        a->selected = first_address(act->show);
    say(a, MESSAGE_NEWS, "Arrows move over the map; Enter finds the block in the list, Esc leaves");
}

void act_map_move(struct act *act)
{
    struct app *a = act->app;
    struct grid size = {.rows = a->rows, .columns = a->columns};

    a->selected = map_move(layout_of(&size, a).map, act->show, (enum key_kind)act->count);
}

static bool find_row(struct act *act, enum tab tab)
{
    size_t count = lists[tab]->count(act->show);

    for (size_t i = 0; i < count; i++) {
        if (lists[tab]->key(act->show, i) != act->app->selected)
            continue;
        open_tab(act->app, tab);
        row_select(act, i);
        return true;
    }
    return false;
}

void act_map_enter(struct act *act)
{
    if (act->app->selected != 0 && !find_row(act, TAB_BLOCKS) && !find_row(act, TAB_HOLES))
        say(act->app, MESSAGE_NEWS, "The filter leaves this block out; F shows all");
}
