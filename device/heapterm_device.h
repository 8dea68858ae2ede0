/* heapterm_device.h: firmware prints every heap operation, one line each.
 *
 * For firmware linked by GCC or clang with a C library such as newlib. C99, also valid C++11;
 * allocates nothing, needs no printf, and keeps one byte of state. In one source file:
 *
 *     #define HPT_DEVICE_PUT(c) uart_put(c)
 *     #define HPT_DEVICE_IMPLEMENTATION
 *     #include "heapterm_device.h"
 *
 * and on the linker's command line:
 *
 *     -Wl,--wrap=malloc,--wrap=free,--wrap=calloc,--wrap=realloc
 *
 * The lines are those of Mbed OS, printed after the operation; pointers in lowercase hex:
 *
 *     #m:RESULT;CALLER-SIZE            malloc
 *     #c:RESULT;CALLER-COUNT;SIZE      calloc
 *     #r:RESULT;CALLER-OLD;SIZE        realloc
 *     #f:0x0;CALLER-BLOCK              free
 *     #h:START;END                     a heap's bounds, see hpt_device_region()
 *
 * RESULT 0x0 is a failure. What the file above may define besides:
 *
 *     HPT_DEVICE_LOCK()        Around each operation and its line. Define the pair where threads or
 *     HPT_DEVICE_UNLOCK()      interrupts allocate. Both stand in one block, so LOCK may declare
 *                              what UNLOCK restores; the pair must nest.
 *     HPT_DEVICE_EOL           the end of a line, "\n"
 *     HPT_DEVICE_WRAP_MALLOC   1: trace malloc, free, calloc, realloc. 0: don't.
 *     HPT_DEVICE_WRAP_REENT    1: trace newlib's _malloc_r, _free_r, _calloc_r, _realloc_r, which
 *                              strdup and stdio call; wants --wrap=_malloc_r,... too. 0: don't.
 *     HPT_DEVICE_CALLER()      the return address, where the compiler has no
 *                              __builtin_return_address
 *
 * docs/device.md says more.
 */
#ifndef HEAPTERM_DEVICE_H
#define HEAPTERM_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Says that a heap lies in [start, end): once for each, before its first allocation. */
void hpt_device_region(const void *start, const void *end);

/* One line each, for allocators of your own. `block` is the result, NULL for a failure. */
void hpt_device_malloc(const void *block, size_t size, const void *caller);
void hpt_device_calloc(const void *block, size_t count, size_t size, const void *caller);
void hpt_device_realloc(const void *block, const void *old, size_t size, const void *caller);
void hpt_device_free(const void *block, const void *caller);

#ifdef __cplusplus
}
#endif
#endif

#ifdef HPT_DEVICE_IMPLEMENTATION
#undef HPT_DEVICE_IMPLEMENTATION

#ifndef HPT_DEVICE_PUT
#error "define HPT_DEVICE_PUT(c) to send one character before including heapterm_device.h"
#endif
#ifndef HPT_DEVICE_LOCK
#define HPT_DEVICE_LOCK() ((void)0)
#define HPT_DEVICE_UNLOCK() ((void)0)
#endif
#ifndef HPT_DEVICE_EOL
#define HPT_DEVICE_EOL "\n"
#endif
#ifndef HPT_DEVICE_WRAP_MALLOC
#define HPT_DEVICE_WRAP_MALLOC 1
#endif
#ifndef HPT_DEVICE_WRAP_REENT
#define HPT_DEVICE_WRAP_REENT 0
#endif
#ifndef HPT_DEVICE_CALLER
#define HPT_DEVICE_CALLER() __builtin_return_address(0)
#endif

#ifdef __cplusplus
extern "C" {
#endif

static void hpt_device_text(const char *text)
{
    while (*text != '\0')
        HPT_DEVICE_PUT(*text++);
}

static void hpt_device_field(const char *before, uintptr_t value, unsigned base)
{
    char digits[3 * sizeof value];
    unsigned count = 0;

    hpt_device_text(before);
    do
        digits[count++] = "0123456789abcdef"[value % base];
    while ((value /= base) != 0);
    while (count > 0)
        HPT_DEVICE_PUT(digits[--count]);
}

void hpt_device_region(const void *start, const void *end)
{
    HPT_DEVICE_LOCK();
    hpt_device_field("#h:0x", (uintptr_t)start, 16);
    hpt_device_field(";0x", (uintptr_t)end, 16);
    hpt_device_text(HPT_DEVICE_EOL);
    HPT_DEVICE_UNLOCK();
}

void hpt_device_malloc(const void *block, size_t size, const void *caller)
{
    HPT_DEVICE_LOCK();
    hpt_device_field("#m:0x", (uintptr_t)block, 16);
    hpt_device_field(";0x", (uintptr_t)caller, 16);
    hpt_device_field("-", size, 10);
    hpt_device_text(HPT_DEVICE_EOL);
    HPT_DEVICE_UNLOCK();
}

void hpt_device_calloc(const void *block, size_t count, size_t size, const void *caller)
{
    HPT_DEVICE_LOCK();
    hpt_device_field("#c:0x", (uintptr_t)block, 16);
    hpt_device_field(";0x", (uintptr_t)caller, 16);
    hpt_device_field("-", count, 10);
    hpt_device_field(";", size, 10);
    hpt_device_text(HPT_DEVICE_EOL);
    HPT_DEVICE_UNLOCK();
}

void hpt_device_realloc(const void *block, const void *old, size_t size, const void *caller)
{
    HPT_DEVICE_LOCK();
    hpt_device_field("#r:0x", (uintptr_t)block, 16);
    hpt_device_field(";0x", (uintptr_t)caller, 16);
    hpt_device_field("-0x", (uintptr_t)old, 16);
    hpt_device_field(";", size, 10);
    hpt_device_text(HPT_DEVICE_EOL);
    HPT_DEVICE_UNLOCK();
}

void hpt_device_free(const void *block, const void *caller)
{
    HPT_DEVICE_LOCK();
    hpt_device_field("#f:0x0;0x", (uintptr_t)caller, 16);
    hpt_device_field("-0x", (uintptr_t)block, 16);
    hpt_device_text(HPT_DEVICE_EOL);
    HPT_DEVICE_UNLOCK();
}

#if HPT_DEVICE_WRAP_MALLOC || HPT_DEVICE_WRAP_REENT

/* Only the outermost operation is printed: neither what calloc and realloc do inside, nor what
 * HPT_DEVICE_PUT allocates while it prints. */
static unsigned char hpt_device_depth;

#define HPT_DEVICE_TRACED(operation, line)                                                         \
    HPT_DEVICE_LOCK();                                                                             \
    hpt_device_depth++;                                                                            \
    operation;                                                                                     \
    if (hpt_device_depth == 1)                                                                     \
        line;                                                                                      \
    hpt_device_depth--;                                                                            \
    HPT_DEVICE_UNLOCK()

#endif

/* The linker alone refers to the wrappers, and inlined they would have another caller. */
#ifdef __GNUC__
#define HPT_DEVICE_WRAPPER __attribute__((used, noinline))
#else
#define HPT_DEVICE_WRAPPER
#endif

#if HPT_DEVICE_WRAP_MALLOC

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *block);

HPT_DEVICE_WRAPPER void *__wrap_malloc(size_t size)
{
    void *block;

    HPT_DEVICE_TRACED(block = __real_malloc(size),
                      hpt_device_malloc(block, size, HPT_DEVICE_CALLER()));
    return block;
}

HPT_DEVICE_WRAPPER void *__wrap_calloc(size_t count, size_t size)
{
    void *block;

    HPT_DEVICE_TRACED(block = __real_calloc(count, size),
                      hpt_device_calloc(block, count, size, HPT_DEVICE_CALLER()));
    return block;
}

HPT_DEVICE_WRAPPER void *__wrap_realloc(void *old, size_t size)
{
    const uintptr_t was = (uintptr_t)old; /* a number: GCC warns of a pointer used once released */
    void *block;

    HPT_DEVICE_TRACED(block = __real_realloc(old, size),
                      hpt_device_realloc(block, (const void *)was, size, HPT_DEVICE_CALLER()));
    return block;
}

HPT_DEVICE_WRAPPER void __wrap_free(void *block)
{
    const uintptr_t was = (uintptr_t)block;

    HPT_DEVICE_TRACED(__real_free(block), hpt_device_free((const void *)was, HPT_DEVICE_CALLER()));
}

#endif

#if HPT_DEVICE_WRAP_REENT

struct _reent;
void *__real__malloc_r(struct _reent *reent, size_t size);
void *__real__calloc_r(struct _reent *reent, size_t count, size_t size);
void *__real__realloc_r(struct _reent *reent, void *old, size_t size);
void __real__free_r(struct _reent *reent, void *block);
void *__wrap__malloc_r(struct _reent *reent, size_t size);
void *__wrap__calloc_r(struct _reent *reent, size_t count, size_t size);
void *__wrap__realloc_r(struct _reent *reent, void *old, size_t size);
void __wrap__free_r(struct _reent *reent, void *block);

HPT_DEVICE_WRAPPER void *__wrap__malloc_r(struct _reent *reent, size_t size)
{
    void *block;

    HPT_DEVICE_TRACED(block = __real__malloc_r(reent, size),
                      hpt_device_malloc(block, size, HPT_DEVICE_CALLER()));
    return block;
}

HPT_DEVICE_WRAPPER void *__wrap__calloc_r(struct _reent *reent, size_t count, size_t size)
{
    void *block;

    HPT_DEVICE_TRACED(block = __real__calloc_r(reent, count, size),
                      hpt_device_calloc(block, count, size, HPT_DEVICE_CALLER()));
    return block;
}

HPT_DEVICE_WRAPPER void *__wrap__realloc_r(struct _reent *reent, void *old, size_t size)
{
    const uintptr_t was = (uintptr_t)old;
    void *block;

    HPT_DEVICE_TRACED(block = __real__realloc_r(reent, old, size),
                      hpt_device_realloc(block, (const void *)was, size, HPT_DEVICE_CALLER()));
    return block;
}

HPT_DEVICE_WRAPPER void __wrap__free_r(struct _reent *reent, void *block)
{
    const uintptr_t was = (uintptr_t)block;

    HPT_DEVICE_TRACED(__real__free_r(reent, block),
                      hpt_device_free((const void *)was, HPT_DEVICE_CALLER()));
}

#endif

#ifdef __cplusplus
}
#endif
#endif
