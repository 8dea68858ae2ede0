#include "report/hex_view.h"

#include "base/put.h"
#include "base/str.h"

enum { ROW_TEXT = 96 };

void hex_view_init(struct hex_view *h, struct screen *screen, bool in_place)
{
    *h = (struct hex_view){.screen = screen, .in_place = in_place};
}

static char *put_hex(char *at, uint64_t value, unsigned digits)
{
    while (digits-- > 0)
        *at++ = "0123456789abcdef"[value >> 4 * digits & 15];
    return at;
}

/* 00000010  6d 61 6c 6c 6f 63 3a 20  41 4c 4c 4f 43 41 54 45  |malloc: ALLOCATE| */
static char *put_row(const struct hex_view *h, char *at)
{
    at = put_hex(at, h->offset, h->offset > UINT32_MAX ? 12 : 8);
    for (size_t i = 0; i < HEX_ROW; i++) {
        at = put_fill(at, ' ', i % 8 == 0 ? 2 : 1);
        at = i < h->count ? put_hex(at, h->row[i], 2) : PUT_TEXT(at, "  ");
    }
    at = PUT_TEXT(at, "  |");
    for (size_t i = 0; i < h->count; i++)
        *at++ = h->row[i] >= ' ' && h->row[i] <= '~' ? (char)h->row[i] : '.';
    return PUT_TEXT(at, "|");
}

static void show(struct hex_view *h)
{
    char text[ROW_TEXT];
    size_t length = (size_t)(put_row(h, text) - text);

    if (h->shown > 0)
        screen_return(h->screen);
    h->screen->now_us = h->time_us;
    screen_text(h->screen, (struct hpt_str){text, length}, length);
    h->shown = h->count;
}

/* From a row that has gone over the screen's edge there is no way back to its beginning. */
static bool is_wrapped(const struct screen *s)
{
    unsigned columns = s->columns != NULL ? s->columns(s->self) : 0;

    return columns > 0 && s->stamp_len + s->extent > columns;
}

static void end_row(struct hex_view *h)
{
    screen_newline(h->screen);
    h->offset += h->count;
    h->count = h->shown = 0;
}

void hex_view_feed(struct hex_view *h, struct hpt_str bytes, uint64_t time_us)
{
    while (bytes.len > 0) {
        size_t room = HEX_ROW - (size_t)(h->offset % HEX_ROW) - h->count;
        size_t taken = bytes.len < room ? bytes.len : room;
        if (h->count == 0)
            h->time_us = time_us;
        memcpy(h->row + h->count, bytes.at, taken);
        h->count = (uint8_t)(h->count + taken);
        str_skip(&bytes, taken);
        if (taken < room)
            continue;
        show(h);
        end_row(h);
    }
}

bool hex_view_holds(const struct hex_view *h)
{
    return h->shown < h->count;
}

void hex_view_pause(struct hex_view *h)
{
    if (!hex_view_holds(h))
        return;
    show(h);
    if (!h->in_place || is_wrapped(h->screen))
        end_row(h);
}

void hex_view_leave_row(struct hex_view *h)
{
    hex_view_pause(h);
    if (h->count > 0)
        end_row(h);
}
