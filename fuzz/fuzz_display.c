/* The safe display: of what a device sends nothing reaches the terminal but printable characters,
 * line ends, tabs, moves within the line, and colours. However the bytes are cut, the same comes
 * out; with pauses between the pieces the rows look the same in the end. */
#include "fuzz.h"

#include <string.h>

enum { ROOM = 1 << 20, COLUMNS = 4096 };

struct text {
    size_t len;
    char at[ROOM];
};

static bool add(void *self, const char *bytes, size_t size)
{
    struct text *t = self;

    must(t->len + size <= ROOM, "more comes out than one byte can become");
    memcpy(t->at + t->len, bytes, size);
    t->len += size;
    return true;
}

enum pauses { NO_PAUSES, PAUSES };

static void display(struct text *t, struct hpt_str in, bool color, uint32_t seed,
                    enum pauses pauses)
{
    struct hpt_out out = {.self = t, .write = add};
    const struct hpt_log_options options = {.safe = true, .color = color, .view = HPT_VIEW_PLAIN};
    struct hpt_log_view *v = hpt_log_view_new(&out, &options);

    must(v != NULL, "no memory");
    const struct hpt_observer o = hpt_log_view_observer(v);
    t->len = 0;
    for (size_t at = 0; at < in.len;) {
        size_t piece = seed == 0 ? in.len : next_piece(&seed, in.len - at);
        o.input(o.self, (struct hpt_str){in.at + at, piece}, 1);
        at += piece;
        if (pauses == PAUSES && o.holds(o.self))
            o.pause(o.self, false);
    }
    o.pause(o.self, true);
    must(!o.holds(o.self), "something is held at the end");
    hpt_log_view_free(v);
}

/* The length of a colour sequence; 0: it is none. */
static size_t color_length(const char *at, const char *end)
{
    const char *from = at;

    if (end - at < 3 || at[1] != '[')
        return 0;
    for (at += 2; at < end && *at >= '0' && *at <= ';'; at++)
        ;
    return at < end && *at == 'm' ? (size_t)(at + 1 - from) : 0;
}

/* The length of a character that may reach the terminal. */
static size_t character_length(const unsigned char *c, size_t left)
{
    size_t length = *c < 0x80 ? 1 : *c < 0xE0 ? 2 : *c < 0xF0 ? 3 : 4;
    uint32_t code = length == 1 ? *c : *c & (0x7Fu >> length);

    must(length <= left && (*c < 0x80 || (*c >= 0xC2 && *c <= 0xF4)), "this is not UTF-8");
    for (size_t i = 1; i < length; i++) {
        must((c[i] & 0xC0) == 0x80, "this is not UTF-8");
        code = code << 6 | (c[i] & 0x3F);
    }
    static const uint32_t least[] = {0, 0x20, 0xA0, 0x800, 0x10000};
    must(code >= least[length] && code != 0x7F, "a control character, or an overlong form");
    must(code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF), "no character of Unicode");
    must(code < 0x200B || code > 0x200F, "zero width");
    must((code < 0x2028 || code > 0x202E) && (code < 0x2060 || code > 0x206F), "a bidi control");
    return length;
}

static void check(const struct text *t, bool color)
{
    const char *end = t->at + t->len;

    for (const char *at = t->at; at < end;) {
        size_t length = *at == '\x1b' ? color_length(at, end) : 1;
        must(*at != '\x1b' || (length > 0 && color), "a sequence gets through");
        if (*at != '\x1b' && strchr("\n\r\t\b", *at) == NULL)
            length = character_length((const unsigned char *)at, (size_t)(end - at));
        at += length;
    }
}

/* A row of a terminal that is wide enough. Moves never leave it. */
struct row {
    size_t column;
    size_t used;
    uint32_t cells[COLUMNS];
};

static void write_cell(struct row *r, uint32_t cell)
{
    if (r->column < COLUMNS)
        r->cells[r->column] = cell;
    r->column++;
    if (r->used < r->column)
        r->used = r->column;
}

static void move(struct row *r, char how)
{
    must(how != '\b' || r->column > 0, "a step back beyond the beginning of the row");
    r->column = how == '\b' ? r->column - 1 : how == '\r' ? 0 : (r->column / 8 + 1) * 8;
}

static uint64_t sum_row(const struct row *r, uint64_t sum)
{
    size_t used = r->used < COLUMNS ? r->used : COLUMNS;

    while (used > 0 && (r->cells[used - 1] == ' ' || r->cells[used - 1] == 0))
        used--;
    for (size_t i = 0; i < used; i++)
        sum = (sum ^ (r->cells[i] == 0 ? ' ' : r->cells[i])) * 0x100000001B3u;
    return sum * 31 + 1;
}

/* What is to be seen in the end, as a number. */
static uint64_t picture(const struct text *t)
{
    static struct row row;
    const char *end = t->at + t->len;
    uint64_t sum = 0;

    memset(&row, 0, sizeof row);
    for (const char *at = t->at; at < end;) {
        size_t length = 1;
        if (*at == '\n') {
            sum = sum_row(&row, sum);
            memset(&row, 0, sizeof row);
        } else if (*at == '\x1b') {
            length = color_length(at, end);
        } else if (strchr("\r\t\b", *at) != NULL) {
            move(&row, *at);
        } else {
            uint32_t cell = 0;
            length = character_length((const unsigned char *)at, (size_t)(end - at));
            for (size_t i = 0; i < length; i++)
                cell = cell << 8 | (unsigned char)at[i];
            write_cell(&row, cell);
        }
        at += length;
    }
    return sum_row(&row, sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct text whole, cut, paused;

    if (size < 2 || size > ROOM / 32)
        return 0;
    bool color = (data[0] & 1) != 0;
    struct hpt_str in = {(const char *)data + 1, size - 1};
    display(&whole, in, color, 0, NO_PAUSES);
    check(&whole, color);
    display(&cut, in, color, 1u + data[0], NO_PAUSES);
    must(whole.len == cut.len && memcmp(whole.at, cut.at, cut.len) == 0,
         "what is shown depends on the pieces");
    display(&paused, in, color, 1u + data[0], PAUSES);
    check(&paused, color);
    must(picture(&whole) == picture(&paused), "pauses leave traces");
    return 0;
}
