/* The lists, one file each. */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include "tui/draw.h"

extern const struct list list_events, list_blocks, list_holes, list_sites, list_leaks,
    list_warnings, list_log;

/* For `empty`: the sentence, or with a filter on that nothing passes it. */
void write_empty(struct hpt_out *out, const struct show *s, const char *sentence);
/* Beside the map there is less room: figures that other views show as well are left out. */
static inline bool is_narrow(struct area row)
{
    return row.columns < 72;
}
/* Is there a column for the time? Only where times are known and there is room. */
bool has_times(struct area row, const struct show *s);
/* A time, right-aligned in its column, and the column behind it. */
enum { TIME_COLUMNS = 12 };
int put_time(struct area row, int column, struct pen pen, uint64_t time_us);
/* A site's name at the end of a row. */
void put_site(struct area row, int column, const struct show *s, uint64_t caller, uint64_t size);
/* Nothing where the device prints no callers: the size, which stands beside it, is all there is. */
void put_block_site(struct area row, int column, const struct show *s,
                    const struct hpt_block *block);
/* A site as a filter that leaves it alone. */
void pick_site(struct pick *pick, const struct show *s, uint64_t caller, uint64_t size);

#endif
