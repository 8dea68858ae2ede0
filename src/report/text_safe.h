/* The device's bytes for a terminal: shown, not obeyed (docs/display.md).
 *
 * Obeyed is what cannot leave the device's own line: line ends, tab, backspace and carriage return
 * within the line, colours (SGR without concealed text), and of the sequences that shells edit
 * their line with CSI n D, CSI K and CSI J, which are turned into backspaces and blanks. So nothing
 * of ESC reaches the terminal but SGR. Everything else becomes visible text:
 *
 *     control characters   ^G, ^@, DEL ^?        other sequences   ^[[2J, ^[]0;title^G
 *     what is not UTF-8    \xff                  C1, bidi controls, zero width   <U+202E>
 *
 * However the bytes are cut, the same is shown. What is cut off in the middle of a character or a
 * sequence is held; after a pause it is shown as what is there, and taken back when its rest comes.
 *
 * A line ends at LF, CR LF or LF CR. CR alone ends it as long as the device has never sent LF;
 * after that it goes back to the line's beginning, as progress bars want it. */
#ifndef REPORT_TEXT_SAFE_H
#define REPORT_TEXT_SAFE_H

#include "report/screen.h"

enum {
    SAFE_HELD = SGR_PARAMETERS + 2 /* a longer sequence is shown at once */
};

struct text_safe {
    struct screen *screen;
    bool has_cr; /* a CR came; what follows tells what it is */
    uint8_t held_len;
    uint8_t shown; /* bytes of it that were shown after a pause */
    size_t shown_columns;
    bool began_row; /* with it a row was begun */
    bool began_line;
    char held[SAFE_HELD]; /* the beginning of a character or a sequence */
};

void text_safe_init(struct text_safe *t, struct screen *screen);
void text_safe_feed(struct text_safe *t, struct hpt_str bytes);

/* True while something is held that has not been shown. */
bool text_safe_holds(const struct text_safe *t);
/* Shows it, where nothing is in its way; it may still get its rest. */
void text_safe_pause(struct text_safe *t);
/* Before something that is not fed is written where the device's text goes on. */
void text_safe_settle(struct text_safe *t);
/* The row is left: what was shown of what is held stays as it is. */
void text_safe_leave_row(struct text_safe *t);
/* The line is over: what is held gets no rest. */
void text_safe_end(struct text_safe *t);

#endif
