/* A key finds its row in the table; the selection stays where it can. */
#include "tui/app.h"

#include "base/str.h"
#include "tui/keys.h"

#include <stdarg.h>
#include <stdio.h>

void say(struct app *a, enum message_kind kind, const char *format, ...)
{
    va_list arguments;

    a->message_kind = kind;
    va_start(arguments, format);
    (void)vsnprintf(a->message, sizeof a->message, format, arguments);
    va_end(arguments);
}

static unsigned place_of(const struct app *a)
{
    if (a->sheet != SHEET_NONE)
        return PLACE_SHEET;
    return a->focus == FOCUS_MAP ? PLACE_MAP : PLACE_LIST;
}

static bool fits(const struct binding *b, const struct key *k, unsigned place)
{
    if (b->kind != k->kind || (b->places & place) == 0)
        return false;
    if (k->kind == KEY_CHARACTER)
        return b->code == k->code;
    return b->shift == k->shift;
}

static const struct binding *binding_of(const struct app *a, const struct key *k)
{
    for (size_t i = 0; i < binding_count; i++)
        if (bindings[i].run != NULL && fits(&bindings[i], k, place_of(a)))
            return &bindings[i];
    return NULL;
}

static bool is_mouse(const struct key *k)
{
    return k->kind >= KEY_PRESS && k->kind <= KEY_WHEEL_DOWN;
}

static void say_unknown(struct app *a, const struct key *k)
{
    char name[16] = "This key";

    if (k->kind == KEY_CHARACTER && k->code > ' ' && k->code < 127)
        (void)snprintf(name, sizeof name, "%c", (char)k->code);
    else if (k->kind == KEY_CHARACTER && k->code < ' ')
        (void)snprintf(name, sizeof name, "Ctrl-%c", (char)(k->code + '@'));
    say(a, MESSAGE_NEWS, "%s does nothing here; ? shows the keys", name);
}

static void press(struct act *act, const struct key *k)
{
    const struct binding *b = binding_of(act->app, k);

    if (b == NULL) {
        say_unknown(act->app, k);
        return;
    }
    act->count = b->count;
    if (b->run == act_map_move)
        act->count = (int64_t)k->kind;
    b->run(act);
}

struct request app_key(struct app *a, const struct key *k, const struct show *s)
{
    struct request request = {.wish = WISH_NOTHING};
    struct act act = {.app = a, .show = s, .request = &request};

    if (k->kind != KEY_RELEASE && k->kind != KEY_DRAG)
        a->message[0] = '\0';
    if (is_mouse(k))
        mouse_key(&act, k);
    else if (a->ask.kind != ASK_NONE)
        ask_key(&act, k);
    else
        press(&act, k);
    return request;
}

static struct layout layout_for(const struct app *a)
{
    struct grid size = {.rows = a->rows, .columns = a->columns};

    return layout_of(&size, a);
}

size_t list_rows_shown(const struct app *a)
{
    return list_room(layout_for(a).list);
}

/* Below the sheet's title. */
size_t sheet_rows_shown(const struct app *a)
{
    return list_room(layout_for(a).sheet);
}

/* The row that what is kept has now. */
static size_t row_now(const struct app *a, const struct show *s, enum tab tab, size_t count)
{
    if (a->kept[tab] == 0)
        return a->row[tab];
    for (size_t i = 0; i < count; i++)
        if (lists[tab]->key(s, i) == a->kept[tab])
            return i;
    return a->row[tab];
}

/* So that the selected row is one of those that are shown. */
static void scroll_to_row(struct app *a, enum tab tab, size_t room)
{
    size_t row = a->row[tab];

    if (row < a->top[tab])
        a->top[tab] = row;
    else if (room > 0 && row - a->top[tab] >= room)
        a->top[tab] = row - room + 1;
}

void app_settle(struct app *a, const struct show *s)
{
    enum tab tab = a->tab;
    size_t count = lists[tab]->count(s), room = list_rows_shown(a);
    size_t old = a->row[tab];

    a->row[tab] = row_now(a, s, tab, count);
    if (a->row[tab] >= count)
        a->row[tab] = count > 0 ? count - 1 : 0;
    if (a->row[tab] != old)
        scroll_to_row(a, tab, room);
    if (room > 0 && count <= room)
        a->top[tab] = 0;
    else if (room > 0 && a->top[tab] > count - room)
        a->top[tab] = count - room;
}

void row_select(struct act *act, size_t row)
{
    struct app *a = act->app;
    size_t count = lists[a->tab]->count(act->show);

    if (count == 0)
        return;
    a->row[a->tab] = row < count ? row : count - 1;
    row = a->row[a->tab];
    a->kept[a->tab] = row > 0 ? lists[a->tab]->key(act->show, row) : 0;
    scroll_to_row(a, a->tab, list_rows_shown(a));
    if (a->tab == TAB_BLOCKS || a->tab == TAB_HOLES)
        a->selected = lists[a->tab]->pick(act->show, row).address;
}
