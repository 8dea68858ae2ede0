#include "base/utf8.h"
#include "tui/key_codes.h"

#include <stdlib.h>

enum { ESCAPE = 27, BACKSPACE = 8, DELETED = 127 };

/* Of a mouse report. */
enum {
    BUTTON = 3, /* mask: 0 is the first, 3 none */
    MOVED = 32,
    WHEEL = 64,
    WHEEL_DOWN = 65,
    HIGHER = 128,      /* buttons that few mice have */
    CHORD = 4 | 8 | 16 /* Shift, Alt, Ctrl */
};

static void tell(const struct key_reader *r, const struct key *key)
{
    r->key(r->self, key);
}

static void tell_character(const struct key_reader *r, uint32_t code)
{
    tell(r, &(struct key){.kind = KEY_CHARACTER, .code = code == DELETED ? BACKSPACE : code});
}

/* Buttons but the first mean nothing here. */
static void tell_mouse(struct key_reader *r, int button, int column, int row, bool is_release)
{
    struct key key = {.row = row < 1 ? 0 : row - 1, .column = column < 1 ? 0 : column - 1};

    button &= ~CHORD;
    if (button == WHEEL || button == WHEEL_DOWN) {
        key.kind = button == WHEEL ? KEY_WHEEL_UP : KEY_WHEEL_DOWN;
    } else if ((button & HIGHER) != 0 || (button & WHEEL) != 0) {
        return;
    } else if (is_release) {
        if (!r->is_pressed || (button & BUTTON) != 0)
            return;
        key.kind = KEY_RELEASE;
        r->is_pressed = false;
    } else if ((button & BUTTON) != 0) {
        return;
    } else if ((button & MOVED) != 0) {
        if (!r->is_pressed)
            return;
        key.kind = KEY_DRAG;
    } else {
        key.kind = KEY_PRESS;
        r->is_pressed = true;
    }
    tell(r, &key);
}

/* BUTTON;COLUMN;ROW, then M, or m for a release. */
static void end_mouse(struct key_reader *r, char last)
{
    int numbers[3] = {0};
    const char *at = r->bytes;

    r->bytes[r->count] = '\0';
    for (size_t i = 0; i < 3; i++) {
        char *end;
        long number = strtol(at, &end, 10);
        if (end == at || number < 0 || number > 0xFFFF || *end != (i < 2 ? ';' : '\0'))
            return;
        numbers[i] = (int)number;
        at = end + 1;
    }
    tell_mouse(r, numbers[0], numbers[1], numbers[2], last == 'm');
}

static bool keep(struct key_reader *r, int byte)
{
    if (r->count + 1 >= sizeof r->bytes)
        return false;
    r->bytes[r->count++] = (char)byte;
    return true;
}

static void begin(struct key_reader *r, enum key_reader_state state)
{
    r->state = state;
    r->count = 0;
}

static void take_mouse(struct key_reader *r, int byte)
{
    bool is_part = (byte >= '0' && byte <= '9') || byte == ';';

    if (is_part && !keep(r, byte))
        r->bytes[0] = '\0'; /* no such report is that long: it will be no number */
    if (is_part)
        return;
    r->state = KEY_READER_REST;
    if (byte == 'M' || byte == 'm')
        end_mouse(r, (char)byte);
}

/* In the old report a release does not say of which button. */
static void take_mouse_old(struct key_reader *r, int byte)
{
    enum { OFFSET = 32 };

    (void)keep(r, byte);
    if (r->count < 3)
        return;
    int button = (unsigned char)r->bytes[0] - OFFSET;
    bool is_release = (button & BUTTON) == BUTTON && (button & (WHEEL | MOVED)) == 0;
    r->state = KEY_READER_REST;
    tell_mouse(r, is_release ? button & ~BUTTON : button, (unsigned char)r->bytes[1] - OFFSET,
               (unsigned char)r->bytes[2] - OFFSET, is_release);
}

static void take_byte(struct key_reader *r, int byte);

static void take_utf8(struct key_reader *r, int byte)
{
    size_t length;
    uint32_t code;

    (void)keep(r, byte);
    switch (utf8_take((struct hpt_str){r->bytes, r->count}, &length, &code)) {
    case UTF8_CHARACTER:
        r->state = KEY_READER_REST;
        tell_character(r, code);
        break;
    case UTF8_INVALID:
        r->state = KEY_READER_REST;
        if (byte < 0x80)
            take_byte(r, byte);
        break;
    case UTF8_MORE:
        break;
    }
}

static void take_after_escape(struct key_reader *r, int byte)
{
    if (byte == '[' || byte == 'O') {
        begin(r, byte == '[' ? KEY_READER_SEQUENCE : KEY_READER_SINGLE);
        return;
    }
    r->state = KEY_READER_REST;
    tell_character(r, ESCAPE);
    take_byte(r, byte);
}

static void take_sequence(struct key_reader *r, int byte)
{
    r->count++;
    if (byte >= 0x40 && byte <= 0x7E)
        r->state = KEY_READER_REST;
}

static void take_at_rest(struct key_reader *r, int byte)
{
    if (byte == ESCAPE) {
        r->state = KEY_READER_ESCAPE;
    } else if (byte >= 0x80) {
        begin(r, KEY_READER_UTF8);
        take_utf8(r, byte);
    } else {
        tell_character(r, (uint32_t)byte);
    }
}

static void take_byte(struct key_reader *r, int byte)
{
    /* Whatever was cut off: a report that is not over does not swallow the next key. */
    if (byte == ESCAPE && r->state != KEY_READER_ESCAPE && r->state != KEY_READER_MOUSE_OLD)
        r->state = KEY_READER_REST;
    switch (r->state) {
    case KEY_READER_REST:
        take_at_rest(r, byte);
        break;
    case KEY_READER_ESCAPE:
        take_after_escape(r, byte);
        break;
    case KEY_READER_SEQUENCE:
        take_sequence(r, byte);
        break;
    case KEY_READER_SINGLE:
        r->state = KEY_READER_REST;
        break;
    case KEY_READER_MOUSE:
        take_mouse(r, byte);
        break;
    case KEY_READER_MOUSE_OLD:
        take_mouse_old(r, byte);
        break;
    case KEY_READER_UTF8:
        take_utf8(r, byte);
        break;
    }
}

void key_reader_rest(struct key_reader *r)
{
    bool is_sequence = r->state == KEY_READER_SEQUENCE && r->count == 0;
    bool is_single = r->state == KEY_READER_SINGLE;

    if (r->state != KEY_READER_ESCAPE && !is_sequence && !is_single)
        return;
    r->state = KEY_READER_REST;
    tell_character(r, ESCAPE);
    if (is_sequence || is_single)
        tell_character(r, is_single ? 'O' : '[');
}

void key_reader_take(struct key_reader *r, int code)
{
    if (code >= 0 && code < KEY_CODE_BYTE_END) {
        take_byte(r, code);
        return;
    }
    key_reader_rest(r);
    r->state = KEY_READER_REST;
    if (code == KEY_CODE_MOUSE) {
        begin(r, KEY_READER_MOUSE);
    } else if (code == KEY_CODE_MOUSE_OLD) {
        begin(r, KEY_READER_MOUSE_OLD);
    } else if (code >= KEY_CODE_KEY && code < KEY_CODE_KEY + 2 * KEY_KIND_COUNT) {
        int number = code - KEY_CODE_KEY;
        tell(r, &(struct key){.kind = (enum key_kind)(number / 2), .shift = number % 2 != 0});
    } else if (code >= KEY_CODE_CHARACTER && code < KEY_CODE_KEY) {
        tell_character(r, (uint32_t)(code - KEY_CODE_CHARACTER));
    }
}
