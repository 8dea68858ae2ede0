#include "tui/key_codes.h"

#include <stdio.h>

#define CODE(kind, shift) (KEY_CODE_KEY + 2 * (int)(kind) + (shift))
#define CHARACTER(c) (KEY_CODE_CHARACTER + (c))

enum { BACKSPACE = 8 };

const struct key_name key_names[] = {
    {"kcuu1", CODE(KEY_UP, 0), false},
    {"kcud1", CODE(KEY_DOWN, 0), false},
    {"kcub1", CODE(KEY_LEFT, 0), false},
    {"kcuf1", CODE(KEY_RIGHT, 0), false},
    {"kpp", CODE(KEY_PAGE_UP, 0), false},
    {"knp", CODE(KEY_PAGE_DOWN, 0), false},
    {"khome", CODE(KEY_HOME, 0), false},
    {"kend", CODE(KEY_END, 0), false},
    {"kdch1", CODE(KEY_DELETE, 0), false},
    {"kcbt", CODE(KEY_BACK_TAB, 0), false},
    {"kcbt2", CODE(KEY_BACK_TAB, 0), false},
    {"kbs", CHARACTER(BACKSPACE), false},
    {"kent", CHARACTER('\r'), false},
    {"kfnd", CODE(KEY_HOME, 0), false}, /* written on Home of a keyboard of DEC */
    {"kslt", CODE(KEY_END, 0), false},
    /* The corners of a keypad without Num Lock. */
    {"ka1", CODE(KEY_HOME, 0), false},
    {"ka3", CODE(KEY_PAGE_UP, 0), false},
    {"kc1", CODE(KEY_END, 0), false},
    {"kc3", CODE(KEY_PAGE_DOWN, 0), false},
    /* With Shift: the old names, then those that ncurses adds. */
    {"kri", CODE(KEY_UP, 1), false},
    {"kind", CODE(KEY_DOWN, 1), false},
    {"kUP", CODE(KEY_UP, 1), true},
    {"kDN", CODE(KEY_DOWN, 1), true},
    {"kLFT", CODE(KEY_LEFT, 1), true},
    {"kRIT", CODE(KEY_RIGHT, 1), true},
    {"kHOM", CODE(KEY_HOME, 1), true},
    {"kEND", CODE(KEY_END, 1), true},
    {"kPRV", CODE(KEY_PAGE_UP, 1), true},
    {"kNXT", CODE(KEY_PAGE_DOWN, 1), true},
    {"kDC", CODE(KEY_DELETE, 1), true},
    {NULL, 0, false},
};

int key_code_with(int code, int modifier)
{
    bool has_shift = ((modifier - 1) & 1) != 0;

    return ((code - KEY_CODE_KEY) & ~1) + KEY_CODE_KEY + (has_shift ? 1 : 0);
}

/* What xterm sends, which nearly all others have taken over. */
static const struct {
    char number; /* before a tilde; 0: a letter ends it */
    char letter;
    enum key_kind kind;
} plain[] = {
    {0, 'A', KEY_UP},          {0, 'B', KEY_DOWN},  {0, 'C', KEY_RIGHT},    {0, 'D', KEY_LEFT},
    {0, 'H', KEY_HOME},        {0, 'F', KEY_END},   {'1', '~', KEY_HOME},   {'7', '~', KEY_HOME},
    {'4', '~', KEY_END},       {'8', '~', KEY_END}, {'3', '~', KEY_DELETE}, {'5', '~', KEY_PAGE_UP},
    {'6', '~', KEY_PAGE_DOWN},
};

void key_sequences(void *self, void (*tell)(void *self, const char *sequence, int code))
{
    char text[32];

    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        int code = CODE(plain[i].kind, 0);
        char last = plain[i].letter, number = plain[i].number == 0 ? '1' : plain[i].number;
        (void)snprintf(text, sizeof text, plain[i].number == 0 ? "\033O%c" : "\033[%c~",
                       plain[i].number == 0 ? last : number);
        tell(self, text, code);
        (void)snprintf(text, sizeof text, "\033[%c", last);
        if (plain[i].number == 0)
            tell(self, text, code);
        for (int modifier = 2; modifier <= 8; modifier++) {
            (void)snprintf(text, sizeof text, "\033[%c;%d%c", number, modifier, last);
            tell(self, text, key_code_with(code, modifier));
        }
    }
    tell(self, "\033[Z", CODE(KEY_BACK_TAB, 0));
}
