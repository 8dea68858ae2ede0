/* What a person has chosen to see: plain values, which keys turn into the next ones. What a key
 * asks of the outside world comes back as a wish. */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "travel/travel.h"
#include "tui/key.h"

enum tab {
    TAB_EVENTS,
    TAB_BLOCKS,
    TAB_HOLES,
    TAB_SITES,
    TAB_LEAKS,
    TAB_WARNINGS,
    TAB_LOG,
    TAB_COUNT
};

/* What the map's colours tell. */
enum tint { TINT_KIND, TINT_AGE, TINT_SITE, TINT_SIZE, TINT_WASTE, TINT_COUNT };

/* How the map is drawn: chosen by the room there is, or one of these. */
enum grain { GRAIN_AUTO, GRAIN_CELLS, GRAIN_HALVES, GRAIN_DOTS, GRAIN_COUNT };

enum focus { FOCUS_LIST, FOCUS_MAP, FOCUS_COUNT };

/* What lies over the lists, or over all. */
enum sheet { SHEET_NONE, SHEET_HELP, SHEET_EXPLAIN, SHEET_DIFF, SHEET_BOARD, SHEET_COUNT };

/* What is asked on the last line. */
enum ask {
    ASK_NONE,
    ASK_GO,
    ASK_SEARCH,
    ASK_FILTER,
    ASK_MARK,
    ASK_SAVE_TEXT,
    ASK_SAVE_MAP,
    ASK_SEND
};

enum { APP_TEXT = 256 };

struct ask_line {
    enum ask kind;
    size_t length, cursor; /* bytes */
    char text[APP_TEXT];   /* UTF-8, ends with a zero */
};

/* Which blocks, events, sites are of interest. All zero: all of them. */
struct filter {
    bool by_size, by_address;
    uint64_t size_least, size_most; /* requested bytes */
    uint64_t address_first, address_last;
    char site[64]; /* part of a site's name; empty: any */
};
/* Reads size:64, size:64..128, addr:0x20002000..0x20002100, site:NAME or a bare word, which is a
 * part of a site's name; several with blanks between. NULL, or what is wrong in a few words. */
const char *filter_parse(struct filter *f, const char *text);

enum message_kind { MESSAGE_NEWS, MESSAGE_FAULT };

struct app {
    int rows, columns; /* of the screen */
    enum tab tab;
    enum tint tint;
    enum grain grain;
    enum focus focus;
    enum sheet sheet;
    bool is_following;        /* shows the newest instant */
    bool is_over;             /* the input has ended */
    bool takes_keys;          /* the input is a board that can be sent to */
    bool in_monitor;          /* `q` and `v` lead back to the log view */
    uint64_t selected;        /* address of the block under the cursor; 0: none */
    size_t row[TAB_COUNT];    /* selected in each list; 0 is the first */
    size_t top[TAB_COUNT];    /* the first one shown */
    uint64_t kept[TAB_COUNT]; /* what that row is about: it stays selected where it goes. 0 with the
                                 first row, which stays the first */
    int sort[TAB_COUNT];      /* by which column; each list says what it has */
    size_t sheet_top;
    struct filter filter;
    char filter_text[APP_TEXT];
    char search[APP_TEXT]; /* empty: none yet */
    struct ask_line ask;
    bool is_dragging; /* the mouse, on the time axis */
    enum message_kind message_kind;
    char message[APP_TEXT]; /* on the last line until the next key; empty: none */
};

enum wish {
    WISH_NOTHING, /* but the screen may have changed */
    WISH_QUIT,
    WISH_LEAVE, /* to the log view */
    WISH_SUSPEND,
    WISH_REDRAW,     /* from scratch */
    WISH_FOLLOW,     /* the newest instant, from now on */
    WISH_PAUSE,      /* stays at the instant that is shown */
    WISH_STEP,       /* by `count` events */
    WISH_STOP,       /* to the next failure or mark, forward or (count < 0) back */
    WISH_GO,         /* to `goal` */
    WISH_GO_FAILURE, /* the count-th */
    WISH_SHARE,      /* to `count` thousandths of the time axis */
    WISH_SEARCH,     /* app.search, forward or (count < 0) back */
    WISH_SEARCH_STOP,
    WISH_EXPLAIN,   /* SHEET_EXPLAIN needs its text */
    WISH_MARK,      /* with `text` */
    WISH_BASE,      /* the instant that is shown becomes the base of SHEET_DIFF (count 1), or none
                       is any more (0) */
    WISH_SAVE_TEXT, /* the screen, to the file `text` */
    WISH_SAVE_MAP,  /* the map, to the file `text` */
    WISH_SEND       /* `text` and a line end, to the board */
};

struct request {
    enum wish wish;
    int64_t count;
    struct goal goal;
    char text[APP_TEXT];
};

struct show;

/* What the key does. `s` is what was on the screen when it was pressed. */
struct request app_key(struct app *a, const struct key *k, const struct show *s);
/* Another instant is shown, or lists have other rows: what is selected stays where it can. */
void app_settle(struct app *a, const struct show *s);

#endif
