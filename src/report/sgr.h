/* Colours and attributes that a device sets (ECMA-48's SGR, CSI ... m), and the state they lead to,
 * so that they can be taken back for a line of ours and given again behind it. */
#ifndef REPORT_SGR_H
#define REPORT_SGR_H

#include "heapterm.h"

enum {
    SGR_PARAMETERS = 64,            /* a longer sequence is none that a device means */
    SGR_CLEAN = 2 * SGR_PARAMETERS, /* an empty parameter is written as 0 */
    SGR_COLOR = 24,                 /* room for the longest colour: 38:2:255:255:255:255 */
    SGR_TEXT = 128                  /* room for what sgr_write writes */
};

/* All zero: as the terminal is by itself. */
struct sgr {
    uint16_t attributes; /* bit n: attribute n; 10 stands for 53, overlined */
    uint8_t length[3];   /* of the colours: foreground, background, underline; 0 by itself */
    char color[3][SGR_COLOR];
};

/* Takes the parameters of a sequence (what stands between CSI and m). What is known and harmless
 * changes *state and is written to `clean`, which holds SGR_CLEAN bytes; returns its length.
 * 0: nothing is left. Concealed text (8) is not harmless. */
size_t sgr_apply(struct sgr *state, struct hpt_str parameters, char *clean);

bool sgr_is_plain(const struct sgr *state);
bool sgr_is_same(const struct sgr *a, const struct sgr *b);

/* The sequence that leads from the plain state to this one; returns its end. */
char *sgr_write(const struct sgr *state, char *at);

#endif
