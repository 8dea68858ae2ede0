/* Keys as the terminal sends them: which sequences stand for which key, as numbers for ncurses'
 * table, and the way back from such numbers, with mouse reports and UTF-8 between, to keys. Knows
 * no terminal. */
#ifndef TUI_KEY_CODES_H
#define TUI_KEY_CODES_H

#include "tui/key.h"

#include <stddef.h>

enum {
    KEY_CODE_BYTE_END = 256, /* below: a byte */
    KEY_CODE_MOUSE = 1000,   /* what follows is a report in numbers (SGR, xterm's mode 1006) */
    KEY_CODE_MOUSE_OLD,      /* three bytes follow */
    KEY_CODE_CHARACTER = 1100,
    KEY_CODE_KEY = 1400
};

/* What terminfo calls a key. */
struct key_name {
    const char *name;
    int code;
    bool has_variants; /* the same name with 3 to 8 behind it: with Alt, Ctrl and so on */
};
extern const struct key_name key_names[]; /* ended by a NULL */

/* The code of a key with a modifier as xterm counts them: 2 is Shift, 3 Alt, 5 Ctrl. */
int key_code_with(int code, int modifier);

/* Tells the sequences that terminals send whatever terminfo says of them. */
void key_sequences(void *self, void (*tell)(void *self, const char *sequence, int code));

enum key_reader_state {
    KEY_READER_REST,
    KEY_READER_ESCAPE,
    KEY_READER_SEQUENCE, /* of a key that nobody knows */
    KEY_READER_SINGLE,   /* the same, of one more byte */
    KEY_READER_MOUSE,
    KEY_READER_MOUSE_OLD,
    KEY_READER_UTF8
};

/* All zero is the start. */
struct key_reader {
    void *self;
    void (*key)(void *self, const struct key *key);
    enum key_reader_state state;
    bool is_pressed; /* the first mouse button */
    size_t count;
    char bytes[24];
};

/* A byte or a code. Keys that nobody knows are passed over with all of their bytes. */
void key_reader_take(struct key_reader *r, int code);
/* Nothing followed for so long that an Escape was the key of that name. */
void key_reader_rest(struct key_reader *r);

#endif
