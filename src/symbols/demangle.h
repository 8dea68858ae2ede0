/* Names as people write them. */
#ifndef SYMBOLS_DEMANGLE_H
#define SYMBOLS_DEMANGLE_H

#include "heapterm.h"

/* The name that C++ or Rust made of a function, without parameters and return type, for free(); or
 * NULL if it is none of theirs, too long for anybody, or there is no memory. */
char *demangle(const char *name);

#endif
