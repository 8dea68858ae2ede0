/* Text that may hold anything, made harmless for a screen. */
#ifndef BASE_DISARM_H
#define BASE_DISARM_H

#include <stddef.h>

/* Puts a question mark in the place of every byte of a control character (C0, DEL, C1 in UTF-8) or
 * of one that turns the direction of writing. */
void disarm(char *text, size_t size);

#endif
