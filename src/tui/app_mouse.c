/* The mouse: a click on a tab, a row, a block, the time axis; the wheel. */
#include "tui/keys.h"

enum { WHEEL_ROWS = 3 };

static void go_to_share(struct act *act, struct area curves, int column)
{
    act->app->is_following = false;
    act->request->wish = WISH_SHARE;
    act->request->count = curves_share_at(curves, act->show, column);
}

/* Another click on the row that is selected is Enter. */
static void press_row(struct act *act, struct area list, int screen_row)
{
    struct app *a = act->app;
    int row = screen_row - list.row - 1;
    size_t top = list_top(act->show, a, list_room(list));

    a->focus = FOCUS_LIST;
    if (row < 0 || top + (size_t)row >= lists[a->tab]->count(act->show))
        return;
    if (a->row[a->tab] == top + (size_t)row) {
        act_enter(act);
        return;
    }
    row_select(act, top + (size_t)row);
}

static void press_block(struct act *act, struct area map, const struct key *k)
{
    uint64_t address = map_block_at(map, act->show, k->row, k->column);

    if (address == 0)
        return;
    act->app->selected = address;
    act->app->focus = FOCUS_MAP;
}

static void press(struct act *act, const struct layout *l, const struct key *k)
{
    struct app *a = act->app;

    if (area_holds(l->curves, k->row, k->column)) {
        a->is_dragging = true;
        go_to_share(act, l->curves, k->column);
    } else if (area_holds(l->tabs, k->row, k->column)) {
        act->count = (int64_t)tab_at(l->tabs, k->column);
        if (act->count < TAB_COUNT)
            act_tab(act);
    } else if (a->sheet != SHEET_NONE && area_holds(l->sheet, k->row, k->column)) {
        return;
    } else if (area_holds(l->list, k->row, k->column)) {
        press_row(act, l->list, k->row);
    } else if (area_holds(l->map, k->row, k->column)) {
        press_block(act, l->map, k);
    }
}

static void wheel(struct act *act, const struct layout *l, const struct key *k)
{
    struct app *a = act->app;
    bool is_up = k->kind == KEY_WHEEL_UP;

    act->count = is_up ? -WHEEL_ROWS : WHEEL_ROWS;
    if (a->sheet != SHEET_NONE && area_holds(l->sheet, k->row, k->column)) {
        act_scroll(act);
    } else if (area_holds(l->list, k->row, k->column)) {
        size_t count = lists[a->tab]->count(act->show), room = list_room(l->list);
        size_t most = count > room ? count - room : 0, top = a->top[a->tab];
        if (is_up)
            a->top[a->tab] = top > WHEEL_ROWS ? top - WHEEL_ROWS : 0;
        else
            a->top[a->tab] = top + WHEEL_ROWS < most ? top + WHEEL_ROWS : most;
    }
}

void mouse_key(struct act *act, const struct key *k)
{
    struct grid size = {.rows = act->app->rows, .columns = act->app->columns};
    struct layout l = layout_of(&size, act->app);

    if (k->kind == KEY_PRESS && act->app->ask.kind == ASK_NONE)
        press(act, &l, k);
    else if (k->kind == KEY_DRAG && act->app->is_dragging)
        go_to_share(act, l.curves, k->column);
    else if (k->kind == KEY_RELEASE)
        act->app->is_dragging = false;
    else if (k->kind == KEY_WHEEL_UP || k->kind == KEY_WHEEL_DOWN)
        wheel(act, &l, k);
}
