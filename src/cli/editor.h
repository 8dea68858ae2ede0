/* A line that is edited on the screen while a device goes on talking above it, with history. The
 * editing is libedit's: its usual keys, and those of ~/.editrc. Those that would wait for further
 * keys are ours: Ctrl-R and Ctrl-S look for lines that begin as this one, Ctrl-V takes the next key
 * as it is, Tab completes the name of a file. */
#ifndef CLI_EDITOR_H
#define CLI_EDITOR_H

#include "io/fault.h"

#include <stddef.h>

struct editor;

enum editor_news {
    EDITOR_GOES_ON,
    EDITOR_LINE,
    EDITOR_GIVEN_UP,
    EDITOR_FILES /* the line goes on, and editor_line says which files it could name */
};

/* `write` puts bytes on the screen. NULL with *f filled. */
struct editor *editor_new(void *self, void (*write)(void *self, const char *bytes, size_t size),
                          struct fault *f);

/* What a line is: one for the device goes to the history; with the name of a file Tab completes. */
enum editor_wish { EDIT_LINE, EDIT_FILE_NAME, EDIT_WORDS /* no history, no names */ };

/* Takes the line off the screen, for one of another wish: the next EDIT_LINE goes on with it. */
void editor_put_aside(struct editor *e);

/* Begins a line, empty but for what was put aside, behind `prompt`, ASCII of at most 79 bytes. */
void editor_begin(struct editor *e, const char *prompt, enum editor_wish wish);

/* Takes keys, and stops behind the one that ends the line: Enter, or Ctrl-D on an empty one; also
 * behind a Tab with more to say than the line shows. *used says how many. Of a key that is not
 * whole the bytes are kept for the next call. */
enum editor_news editor_keys(struct editor *e, const char *bytes, size_t size, size_t *used);

/* What was typed before Enter, or could be; until the next call. */
const char *editor_line(const struct editor *e);

/* Takes the line off the screen, the cursor to the beginning of its row; and back. Twice is as
 * good as once. */
void editor_hide(struct editor *e);
void editor_show(struct editor *e);
bool editor_is_hidden(const struct editor *e);

/* The screen has another size: draws the line anew. */
void editor_resize(struct editor *e);

void editor_free(struct editor *e); /* takes the line off the screen; NULL is fine */

#endif
