/* What bytes become: maps in picocom's manner (--imap, --omap), and single-byte encodings.
 *
 * Names, as picocom 3.1 has them; where several are given for one byte, the first in this order
 * counts:
 *     crlf crcrlf igncr   lfcr lfcrlf ignlf   bsdel   delbs   spchex tabhex crhex lfhex 8bithex
 * nrmhex */
#ifndef BASE_BYTEMAP_H
#define BASE_BYTEMAP_H

#include "heapterm.h"

/* Every byte as it is. */
void bytemap_init(struct hpt_byte_map *map);

/* Reads a list of names with commas between, into a map that is the identity. False if one is
 * unknown; *unknown is that one. */
bool bytemap_parse(struct hpt_byte_map *map, const char *list, struct hpt_str *unknown);

/* The names, by number; false beyond the last. */
bool bytemap_rule(size_t number, struct hpt_named *rule);

/* What comes out of `map` goes through `then`. */
void bytemap_chain(struct hpt_byte_map *map, const struct hpt_byte_map *then);

/* Takes bytes from the front of *in as long as what they become fits in `room` (at least 8), and
 * returns the length of that. */
size_t bytemap_apply(const struct hpt_byte_map *map, struct hpt_str *in, char *out, size_t room);

#endif
