/* What keys do to time, sheets and files. The lists and the map are in app_rows.c. */
#include "base/str.h"
#include "travel/travel.h"
#include "tui/keys.h"

#include <inttypes.h>
#include <stdio.h>

static void wish(struct act *act, enum wish wish, int64_t count)
{
    act->request->wish = wish;
    act->request->count = count;
}

void act_wish(struct act *act)
{
    wish(act, (enum wish)act->count, 0);
}

void act_pause(struct act *act)
{
    struct app *a = act->app;

    a->is_following = !a->is_following;
    wish(act, a->is_following ? WISH_FOLLOW : WISH_PAUSE, 0);
    if (!a->is_following && !a->is_over)
        say(a, MESSAGE_NEWS, "Paused here; capture goes on. Space follows again");
}

void act_step(struct act *act)
{
    act->app->is_following = false;
    wish(act, WISH_STEP, act->count);
}

void act_stop(struct act *act)
{
    act->app->is_following = false;
    wish(act, WISH_STOP, act->count);
}

void act_first(struct act *act)
{
    act->app->is_following = false;
    wish(act, WISH_GO, 0);
    act->request->goal = (struct goal){GOAL_EVENT, act->show->first_event};
}

void act_newest(struct act *act)
{
    act->app->is_following = true;
    wish(act, WISH_FOLLOW, 0);
}

void act_go(struct act *act)
{
    ask_open(act->app, ASK_GO, "");
}

void act_search(struct act *act)
{
    ask_open(act->app, ASK_SEARCH, "");
}

void act_search_on(struct act *act)
{
    if (act->app->search[0] == '\0') {
        say(act->app, MESSAGE_NEWS, "Nothing was searched for yet; / searches");
        return;
    }
    act->app->is_following = false;
    wish(act, WISH_SEARCH, act->count);
}

void act_filter(struct act *act)
{
    ask_open(act->app, ASK_FILTER, act->app->filter_text);
}

void act_filter_off(struct act *act)
{
    struct app *a = act->app;

    say(a, MESSAGE_NEWS, a->filter_text[0] != '\0' ? "The filter is off" : "No filter is on");
    a->filter = (struct filter){0};
    a->filter_text[0] = '\0';
}

static void open_sheet(struct app *a, enum sheet sheet)
{
    a->sheet = a->sheet == sheet ? SHEET_NONE : sheet;
    a->sheet_top = 0;
}

void act_explain(struct act *act)
{
    open_sheet(act->app, SHEET_EXPLAIN);
    if (act->app->sheet == SHEET_EXPLAIN)
        wish(act, WISH_EXPLAIN, 0);
}

void act_help(struct act *act)
{
    open_sheet(act->app, SHEET_HELP);
}

void act_mark(struct act *act)
{
    ask_open(act->app, ASK_MARK, "");
}

void act_diff(struct act *act)
{
    struct app *a = act->app;

    if (act->show->has_base) {
        open_sheet(a, SHEET_DIFF);
        return;
    }
    wish(act, WISH_BASE, 1);
    say(a, MESSAGE_NEWS,
        "Event %" PRIu64 " is the base. Go elsewhere and press d for the difference",
        act->show->state->event);
}

void act_diff_off(struct act *act)
{
    struct app *a = act->app;

    if (a->sheet == SHEET_DIFF)
        open_sheet(a, SHEET_DIFF);
    if (!act->show->has_base) {
        say(a, MESSAGE_NEWS, "There is no base; d makes this instant the base");
        return;
    }
    wish(act, WISH_BASE, 0);
    say(a, MESSAGE_NEWS, "The base is forgotten");
}

static void ask_file(struct act *act, enum ask kind, const char *ending)
{
    char name[64];

    (void)snprintf(name, sizeof name, "heap-event-%" PRIu64 ".%s", act->show->state->event, ending);
    ask_open(act->app, kind, name);
}

void act_save_text(struct act *act)
{
    ask_file(act, ASK_SAVE_TEXT, "txt");
}

void act_save_map(struct act *act)
{
    ask_file(act, ASK_SAVE_MAP, "svg");
}

void act_board(struct act *act)
{
    struct app *a = act->app;

    a->sheet = SHEET_BOARD;
    a->sheet_top = 0;
    if (a->takes_keys)
        ask_open(a, ASK_SEND, "");
    else
        say(a, MESSAGE_NEWS, "This input takes no keys: it is not a board. Esc closes the log");
}

void act_back(struct act *act)
{
    struct app *a = act->app;

    if (act->show->is_searching) {
        wish(act, WISH_SEARCH_STOP, 0);
        say(a, MESSAGE_NEWS, "The search is given up");
    } else if (a->sheet != SHEET_NONE) {
        open_sheet(a, a->sheet);
    } else {
        a->focus = FOCUS_LIST;
    }
}

void act_leave(struct act *act)
{
    if (act->app->in_monitor)
        wish(act, WISH_LEAVE, 0);
    else
        say(act->app, MESSAGE_NEWS, "v leads to the log view of the monitor only; q quits");
}

void act_quit(struct act *act)
{
    if (act->app->sheet != SHEET_NONE)
        open_sheet(act->app, act->app->sheet);
    else
        wish(act, act->app->in_monitor ? WISH_LEAVE : WISH_QUIT, 0);
}

void act_scroll(struct act *act)
{
    struct app *a = act->app;
    size_t count = sheet_rows(a, act->show, a->columns), room = sheet_rows_shown(a);
    size_t most = count > room ? count - room : 0;
    int64_t steps = a->sheet == SHEET_BOARD ? -act->count : act->count; /* up is back in time */

    if (a->sheet_top > most)
        a->sheet_top = most;
    if (steps < 0)
        a->sheet_top -= (size_t)-steps < a->sheet_top ? (size_t)-steps : a->sheet_top;
    else
        a->sheet_top = a->sheet_top + (size_t)steps < most ? a->sheet_top + (size_t)steps : most;
}

void act_scroll_page(struct act *act)
{
    size_t room = sheet_rows_shown(act->app);

    act->count *= room > 1 ? (int64_t)room - 1 : 1;
    act_scroll(act);
}
