/* File names as short as they can be without being mistaken for each other. */
#ifndef SYMBOLS_PATHS_H
#define SYMBOLS_PATHS_H

#include "symbols/units.h"

/* The end of `path` that tells it from the sources of all units: of drivers/uart.c and main/uart.c
 * the directory is part of that, of a lone greenhouse.cpp it is not. A header, which is no unit's
 * source, keeps the directory that it is in: bits/stl_vector.h. */
struct hpt_str path_short(const struct units *u, const char *path);

#endif
