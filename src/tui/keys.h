/* The keys: one table from which they act, and from which the help sheet is drawn. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "tui/draw.h"

/* Where a key means that. */
enum place { PLACE_SHEET = 1, PLACE_MAP = 2, PLACE_LIST = 4, PLACE_ANY = 7 };

/* One thing that is done: to what is chosen, and as a wish. */
struct act {
    struct app *app;
    const struct show *show;
    struct request *request;
    int64_t count; /* of the binding */
};

struct binding {
    const char *shown; /* the keys, as the help sheet names them; NULL: further keys of the row
                          above */
    const char *about; /* what they do; NULL with `shown`: a heading */
    enum key_kind kind;
    bool shift;
    uint32_t code;
    unsigned places;
    void (*run)(struct act *act);
    int64_t count;
};
extern const struct binding bindings[];
extern const size_t binding_count;

size_t help_rows(int columns);
void help_draw(struct area a, const struct show *s, size_t top);

/* What is said on the last line until the next key. */
void say(struct app *a, enum message_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Asks on the last line, with an answer to begin with. */
void ask_open(struct app *a, enum ask kind, const char *text);
/* A key while something is asked. */
void ask_key(struct act *act, const struct key *k);
/* "Go to: "; and what may be answered, for the hints. */
const char *ask_question(enum ask kind);
const char *ask_advice(enum ask kind);

void mouse_key(struct act *act, const struct key *k);

/* What bindings run. */
void act_pause(struct act *act);
void act_step(struct act *act);
void act_stop(struct act *act);
void act_first(struct act *act);
void act_newest(struct act *act);
void act_go(struct act *act);
void act_search(struct act *act);
void act_search_on(struct act *act);
void act_filter(struct act *act);
void act_filter_off(struct act *act);
void act_explain(struct act *act);
void act_mark(struct act *act);
void act_diff(struct act *act);
void act_diff_off(struct act *act);
void act_save_text(struct act *act);
void act_save_map(struct act *act);
void act_board(struct act *act);
void act_tab(struct act *act);
void act_tab_on(struct act *act);
void act_row(struct act *act);
void act_page(struct act *act);
void act_sort(struct act *act);
void act_enter(struct act *act);
void act_tint(struct act *act);
void act_grain(struct act *act);
void act_focus(struct act *act);
void act_map_move(struct act *act);
void act_map_enter(struct act *act);
void act_back(struct act *act);
void act_scroll(struct act *act);
void act_scroll_page(struct act *act);
void act_help(struct act *act);
void act_quit(struct act *act);
void act_leave(struct act *act);
void act_wish(struct act *act); /* the wish that `count` is */

/* Moves the selected row, and shows it. */
void row_select(struct act *act, size_t row);
/* How many rows of the list are on the screen, or of the sheet. */
size_t list_rows_shown(const struct app *a);
size_t sheet_rows_shown(const struct app *a);

#endif
