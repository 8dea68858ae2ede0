/* Which name was meant: how far two names are apart. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Letters to insert, drop, change or swap with their neighbour to turn `a` into `b`. Names beyond
 * 128 characters are compared by their first 128. */
size_t name_distance(const char *a, const char *b);

/* True when a person may have meant `b` and typed `a`: they begin alike or few letters differ. */
bool name_is_near(const char *a, const char *b);

#endif
