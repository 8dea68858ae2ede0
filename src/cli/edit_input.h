/* Keys on their way into a line that is edited, as they come: a piece may end within a character or
 * within a key. */
#ifndef CLI_EDIT_INPUT_H
#define CLI_EDIT_INPUT_H

#include "cli/edit_text.h"

/* All zero at the start. */
struct edit_input {
    char begun[32]; /* the beginning of a key, which waits for its rest */
    size_t begun_count;
    size_t late;         /* bytes at the end of `bytes` that begin a key */
    struct hpt_str held; /* a key that is whole now */
    struct hpt_str keys; /* that come behind it */
    struct edit_keys decoding;
};

/* Bytes that have come; they hold until edit_input_keep or the next. `literally`: the next one is
 * no beginning of a key. */
void edit_input_give(struct edit_input *in, struct hpt_str bytes, bool literally);

/* The next character. False when none is whole, or none of a whole key. */
bool edit_input_take(struct edit_input *in, wchar_t *c);

/* Whether edit_input_take has one. What is no whole character is taken, and waits for its rest. */
bool edit_input_has(struct edit_input *in);

/* Drops the next character if it is `key`, ASCII. */
bool edit_input_skip(struct edit_input *in, char key);

/* How many of the bytes that were given were not taken. */
size_t edit_input_left(const struct edit_input *in);

/* When all was taken but the beginning of a key: takes that too, for the next time. */
void edit_input_keep(struct edit_input *in);

#endif
