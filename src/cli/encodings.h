/* Single-byte encodings by name, from iconv, as tables for the view. */
#ifndef CLI_ENCODINGS_H
#define CLI_ENCODINGS_H

#include "heapterm.h"
#include "io/fault.h"

/* Fills *map with the UTF-8 of every byte; one that stands for nothing stays as it is. False if
 * there is no such encoding, or if its characters take more than a byte. UTF-8 itself, which needs
 * no table, is good. */
bool encoding_read(const char *name, struct hpt_byte_map *map);

/* The sentence for a name that encoding_read refuses, with the nearest that it would not. */
enum hpt_status fault_encoding(struct fault *f, const char *name);

#endif
