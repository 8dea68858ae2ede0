/* Colours for inks, by what the terminal can show and the ground that it shows it on. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "tui/show.h"

/* Colour numbers of the terminal for an ink: -1 is its own. */
int theme_color(const struct look *look, enum ink ink);

/* What a pen gets beside its own flags where the colours are too few to say the same. */
unsigned theme_flags(const struct look *look, struct pen pen);

/* 0xRRGGBB, as on a terminal with 256 colours; `plain` for the terminal's own. */
uint32_t theme_rgb(bool is_light, enum ink ink, uint32_t plain);

/* What a terminal tells of its colours in the variable COLORFGBG, as in "0;15"; NULL is fine. */
bool theme_is_light(const char *colorfgbg);

#endif
