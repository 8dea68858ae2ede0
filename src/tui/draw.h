/* What the lists and the views around the map have in common. */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include "tui/view.h"

/* Text put together for a row: what has no room is cut. */
struct words {
    size_t length;
    char text[8192]; /* the longest line of the device */
    struct hpt_out out;
};
/* Begins anew; `out` writes into it. It must not be moved after that. */
struct hpt_out *words_begin(struct words *w);

static inline struct pen pen_ink(enum ink ink)
{
    return (struct pen){.fore = (uint8_t)ink};
}

/* What is selected: by colour, or without colours reversed. */
struct pen pen_selected(const struct show *s);
/* A bar across the screen. */
struct pen pen_bar(const struct show *s);

/* The sign for what has one in UTF-8 and another in ASCII. */
static inline const char *sign(const struct show *s, const char *utf8, const char *ascii)
{
    return s->look.is_ascii ? ascii : utf8;
}

/* Why what came before the full screen was first shown is in no list. */
void write_not_kept(struct hpt_out *out, const struct show *s);
/* For a device that has said nothing of its own. */
void write_silence(struct hpt_out *out, const struct show *s);

/* The name of a call site: from the namer, else its address, else "blocks of 16". */
void write_site_of(struct hpt_out *out, const struct hpt_namer *namer, uint64_t caller,
                   uint64_t size);
/* Of a block, which may be from before the trace. */
void write_block_site(struct hpt_out *out, const struct hpt_namer *namer,
                      const struct hpt_block *block);

/* 12.345 s; nothing for 0, which is not known. */
void write_time(struct hpt_out *out, uint64_t time_us);

/* What stands before a figure of what is free: nothing where it is exact, "~" where it is inferred,
 * "at least " while a heap is open. */
const char *about(const struct show *s);

/* The failed allocation that the last event is, or NULL. */
const struct hpt_event *failure_of(const struct show *s);

/* The block that holds the byte at `address`, whichever heap it is in. */
bool block_at(const struct hpt_state *state, uint64_t address, struct hpt_block *block,
              const struct hpt_heap **heap);

/* Draws a text of several lines from its `top`-th row on, wrapped at the area's width. */
void text_draw(struct area a, const struct show *s, struct hpt_str text, size_t top);
/* The same without a scroll bar, in all columns. */
void text_page(struct area a, struct hpt_str text, size_t top);
/* The rows that it takes, as wide as that. */
size_t text_rows(struct hpt_str text, int columns);

/* A scroll bar in the last column: `shown` of `count` rows from `top` on. Nothing if all are. */
void scroll_draw(struct area a, const struct show *s, size_t count, size_t shown, size_t top);

/* The tab whose name stands at a column of the tabs' row; TAB_COUNT: none. */
enum tab tab_at(struct area a, int column);

/* How many rows of a list fit into an area, below its heading. */
size_t list_room(struct area a);
/* The first row that list_draw shows there. */
size_t list_top(const struct show *s, const struct app *a, size_t room);

/* How many rows the sheet that is open has, and how many of them are shown. */
size_t sheet_rows(const struct app *a, const struct show *s, int columns);

/* The i-th last line of the device, harmless, tabs as blanks. False beyond what is kept. */
bool line_text(const struct scene *scene, uint64_t i, const struct scene_line **line,
               struct words *w);

#endif
