/* The name of a file that is typed into a line of libedit. */
#ifndef CLI_EDIT_COMPLETE_H
#define CLI_EDIT_COMPLETE_H

#include <histedit.h>
#include <stddef.h>

enum edit_completion { COMPLETED, COMPLETED_NOTHING, COMPLETED_UP_TO_CHOICE };

/* Adds to the line, before its cursor, what all files have that begin as what stands there.
 * COMPLETED_UP_TO_CHOICE: that is nothing, and `text` says which files there are. libedit's own
 * function asks standard input whether many are to be shown, and waits for the answer; what a name
 * holds it writes as it is. */
enum edit_completion edit_complete(EditLine *line, char *text, size_t size);

#endif
