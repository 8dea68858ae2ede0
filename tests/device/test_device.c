/* What heapterm_device.h prints, to the letter. Built as C99 and as C++11.
 *
 * The allocator is a fake that answers what the test says, and that calls itself as newlib does:
 * malloc calls _malloc_r, calloc calls _calloc_r, which calls _malloc_r.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static char printed[1024];
static size_t printed_length;
static unsigned locks;
static unsigned printed_unlocked;
static unsigned failures;
static int put_allocates;

static void put(char c);

#define HPT_DEVICE_PUT(c) put(c)
#define HPT_DEVICE_LOCK()                                                                          \
    const unsigned locks_before = locks;                                                           \
    locks++
#define HPT_DEVICE_UNLOCK() locks = locks_before
#define HPT_DEVICE_CALLER() ((const void *)(uintptr_t)0x8025)
#define HPT_DEVICE_WRAP_REENT 1
#ifdef __cplusplus
#define HPT_DEVICE_EOL "\r\n"
#endif

/* Once for its declarations, as any file may; once for its code. */
#include "heapterm_device.h"

#define HPT_DEVICE_IMPLEMENTATION
#include "heapterm_device.h"

#define LINE(text) text HPT_DEVICE_EOL

static void *at(uintptr_t address)
{
    return (void *)address;
}

static void *answer;

#ifdef __cplusplus
extern "C" {
#endif

void *__real__malloc_r(struct _reent *reent, size_t size)
{
    (void)reent, (void)size;
    return answer;
}

void *__real__calloc_r(struct _reent *reent, size_t count, size_t size)
{
    return __wrap__malloc_r(reent, count * size);
}

void *__real__realloc_r(struct _reent *reent, void *old, size_t size)
{
    if (answer == old)
        return old;
    void *block = __wrap__malloc_r(reent, size);
    if (block != NULL)
        __wrap__free_r(reent, old);
    return block;
}

void __real__free_r(struct _reent *reent, void *block)
{
    (void)reent, (void)block;
}

void *__real_malloc(size_t size)
{
    return __wrap__malloc_r(NULL, size);
}

void *__real_calloc(size_t count, size_t size)
{
    return __wrap__calloc_r(NULL, count, size);
}

void *__real_realloc(void *old, size_t size)
{
    return __wrap__realloc_r(NULL, old, size);
}

void __real_free(void *block)
{
    __wrap__free_r(NULL, block);
}

#ifdef __cplusplus
}
#endif

static void put(char c)
{
    if (put_allocates)
        __wrap_free(__wrap_malloc(1024));
    if (locks == 0)
        printed_unlocked++;
    if (printed_length < sizeof printed - 1)
        printed[printed_length++] = c;
}

/* Since the last call, exactly `text` was printed. */
static void expect(const char *what, const char *text)
{
    printed[printed_length] = '\0';
    if (strcmp(printed, text) != 0) {
        printf("%s: printed \"%s\", not \"%s\"\n", what, printed, text);
        failures++;
    }
    printed_length = 0;
}

static void expect_result(const char *what, const void *result)
{
    if (result != answer) {
        printf("%s: the result was changed\n", what);
        failures++;
    }
}

static void malloc_prints_result_caller_and_size(void)
{
    answer = at(0x20003a48);
    expect_result("malloc", __wrap_malloc(24));
    expect("malloc", LINE("#m:0x20003a48;0x8025-24"));
    __wrap_malloc(0);
    expect("malloc(0)", LINE("#m:0x20003a48;0x8025-0"));
    answer = at(0xabcdef);
    __wrap_malloc(1234567890);
    expect("digits", LINE("#m:0xabcdef;0x8025-1234567890"));
}

static void a_failure_prints_0x0(void)
{
    answer = NULL;
    expect_result("failed malloc", __wrap_malloc(200000));
    expect("failed malloc", LINE("#m:0x0;0x8025-200000"));
    expect_result("failed calloc", __wrap_calloc(100, 400));
    expect("failed calloc", LINE("#c:0x0;0x8025-100;400"));
    expect_result("failed realloc", __wrap_realloc(at(0x20003a68), 3000));
    expect("failed realloc", LINE("#r:0x0;0x8025-0x20003a68;3000"));
}

static void calloc_prints_one_line(void)
{
    answer = at(0x20003ad0);
    expect_result("calloc", __wrap_calloc(4, 16));
    expect("calloc", LINE("#c:0x20003ad0;0x8025-4;16"));
}

static void realloc_prints_one_line(void)
{
    answer = at(0x20003b18);
    expect_result("realloc", __wrap_realloc(at(0x20003a68), 300));
    expect("moved", LINE("#r:0x20003b18;0x8025-0x20003a68;300"));
    __wrap_realloc(at(0x20003b18), 290);
    expect("in place", LINE("#r:0x20003b18;0x8025-0x20003b18;290"));
    __wrap_realloc(NULL, 8);
    expect("as malloc", LINE("#r:0x20003b18;0x8025-0x0;8"));
}

static void free_prints_the_block(void)
{
    __wrap_free(at(0x20003a48));
    expect("free", LINE("#f:0x0;0x8025-0x20003a48"));
    __wrap_free(NULL);
    expect("free(NULL)", LINE("#f:0x0;0x8025-0x0"));
}

static void calls_of_the_library_itself_are_printed(void)
{
    answer = at(0x20003a48);
    expect_result("_malloc_r", __wrap__malloc_r(NULL, 428));
    expect("_malloc_r", LINE("#m:0x20003a48;0x8025-428"));
    expect_result("_calloc_r", __wrap__calloc_r(NULL, 1, 80));
    expect("_calloc_r", LINE("#c:0x20003a48;0x8025-1;80"));
    expect_result("_realloc_r", __wrap__realloc_r(NULL, at(0x20003c00), 90));
    expect("_realloc_r", LINE("#r:0x20003a48;0x8025-0x20003c00;90"));
    __wrap__free_r(NULL, at(0x20003a48));
    expect("_free_r", LINE("#f:0x0;0x8025-0x20003a48"));
}

static void what_printing_allocates_is_not_printed(void)
{
    answer = at(0x20003a48);
    put_allocates = 1;
    __wrap_malloc(24);
    put_allocates = 0;
    expect("nested", LINE("#m:0x20003a48;0x8025-24"));
}

static void a_region_prints_its_bounds(void)
{
    hpt_device_region(at(0x20002790), at(0x20003800));
    expect("region", LINE("#h:0x20002790;0x20003800"));
}

static void other_allocators_print_the_same_lines(void)
{
    hpt_device_malloc(at(0x20000400), 12, at(0x91));
    hpt_device_calloc(at(0x20000410), 2, 6, at(0x93));
    hpt_device_realloc(at(0x20000420), at(0x20000410), 40, at(0x95));
    hpt_device_free(at(0x20000420), at(0x97));
    expect("by hand", LINE("#m:0x20000400;0x91-12") LINE("#c:0x20000410;0x93-2;6")
                          LINE("#r:0x20000420;0x95-0x20000410;40") LINE("#f:0x0;0x97-0x20000420"));
}

static void numbers_may_be_as_large_as_they_come(void)
{
    char text[64];

    answer = at(UINTPTR_MAX);
    __wrap_malloc(SIZE_MAX);
    snprintf(text, sizeof text, LINE("#m:0x%llx;0x8025-%llu"), (unsigned long long)UINTPTR_MAX,
             (unsigned long long)SIZE_MAX);
    expect("largest", text);
}

static void every_character_is_printed_under_the_lock(void)
{
    if (printed_unlocked > 0 || locks != 0) {
        printf("lock: %u characters without it, held %u times at the end\n", printed_unlocked,
               locks);
        failures++;
    }
}

int main(void)
{
    malloc_prints_result_caller_and_size();
    a_failure_prints_0x0();
    calloc_prints_one_line();
    realloc_prints_one_line();
    free_prints_the_block();
    calls_of_the_library_itself_are_printed();
    what_printing_allocates_is_not_printed();
    a_region_prints_its_bounds();
    other_allocators_print_the_same_lines();
    numbers_may_be_as_large_as_they_come();
    every_character_is_printed_under_the_lock();
    printf("%u failures\n", failures);
    return failures > 0;
}
