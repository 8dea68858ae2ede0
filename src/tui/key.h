/* What a person did: a key, or the mouse. */
#ifndef TUI_KEY_H
#define TUI_KEY_H

#include <stdbool.h>
#include <stdint.h>

enum key_kind {
    KEY_CHARACTER, /* `code` is Unicode: Ctrl-A is 1, Enter '\r', Escape 27, Tab '\t', Backspace 8
                    */
    KEY_UP,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_DELETE,
    KEY_BACK_TAB,
    KEY_PRESS, /* of the first mouse button, at a cell */
    KEY_DRAG,  /* moved meanwhile */
    KEY_RELEASE,
    KEY_WHEEL_UP,
    KEY_WHEEL_DOWN,
    KEY_KIND_COUNT
};

struct key {
    enum key_kind kind;
    bool shift; /* with the arrows, Home and End */
    uint32_t code;
    int row, column; /* of the mouse; 0 is the first */
};

#endif
