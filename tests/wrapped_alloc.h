/* The allocation functions as the linker leads them elsewhere: with --wrap for each of the four,
 * who calls one gets __wrap_ of it, and __real_ is the C library's. */
#ifndef TESTS_WRAPPED_ALLOC_H
#define TESTS_WRAPPED_ALLOC_H

#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t line, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t line, size_t size);

#endif
