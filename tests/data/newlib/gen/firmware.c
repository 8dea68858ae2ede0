/* Bare-metal heap exerciser for the BBC micro:bit as QEMU emulates it (nRF51822, Cortex-M0).
 *
 * A seeded random workload calls the C library's allocator; every outermost call is printed on the
 * serial port the way mbed-os's default trace callback prints it. checkpoint() is where the host
 * stops the processor and reads the memory; nothing else on the device knows about that.
 *
 * Build-time parameters: SEED, OPS, CORNERS (1: also the odd calls and a prologue at the end of the
 * heap; 2: double frees as well), PICOLIBC (1: wrap malloc & co. instead of _malloc_r & co.). */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef SEED
#define SEED 1u
#endif
#ifndef OPS
#define OPS 2000
#endif
#ifndef CORNERS
#define CORNERS 0
#endif

/* ---- what the host reads ------------------------------------------------------------------- */

struct slot {
    void *ptr;          /* 0: empty */
    uint32_t requested; /* bytes asked for */
    uint32_t caller;    /* as printed when this pointer was handed out */
};
#define SLOTS 128
struct slot slots[SLOTS];
uint32_t last_caller;
uint32_t lines_printed;
uint32_t failures;

__attribute__((noinline)) void checkpoint(uint32_t arg) { __asm volatile("" : : "r"(arg) : "memory"); }
__attribute__((noinline)) void finished(uint32_t arg) { __asm volatile("" : : "r"(arg) : "memory"); }

/* ---- serial port --------------------------------------------------------------------------- */

#define REG(a) (*(volatile uint32_t *)(a))
#define UART 0x40002000u

static void put(char c)
{
    REG(UART + 0x11C) = 0;
    REG(UART + 0x51C) = (uint8_t)c;
    while (!REG(UART + 0x11C)) { }
}

static void put_text(const char *s) { while (*s) put(*s++); }

static void put_unsigned(uint32_t v)
{
    char digits[10];
    int n = 0;
    do { digits[n++] = (char)('0' + v % 10u); v /= 10u; } while (v);
    while (n) put(digits[--n]);
}

static void put_pointer(uintptr_t v)
{
    int shift = 28;
    if (!v) { put('0'); return; }
    put_text("0x");
    while (!(v >> shift)) shift -= 4;
    for (; shift >= 0; shift -= 4) put("0123456789abcdef"[(v >> shift) & 15u]);
}

static void trace_head(char op, const void *result, uintptr_t caller)
{
    put('#'); put(op); put(':');
    put_pointer((uintptr_t)result);
    put(';');
    put_pointer(caller);
    put('-');
}

static void trace_end(void) { put('\n'); lines_printed++; }

extern char end[], __HeapLimit[];

/* ---- the break ----------------------------------------------------------------------------- */

#ifndef PICOLIBC
char *heap_break = end;

void *_sbrk(ptrdiff_t by)
{
    char *was = heap_break;
    if (by > __HeapLimit - heap_break) return (void *)-1;
    heap_break += by;
    return was;
}
#endif

/* ---- wrappers ------------------------------------------------------------------------------ */

static int depth;
#define CALLER ((uintptr_t)__builtin_return_address(0))

#ifdef PICOLIBC
#define R_
#define R
#define NAME(x) x
#else
#include <reent.h>
#define R_ struct _reent *r,
#define R r,
#define NAME(x) _##x##_r
#endif
#define PASTE2(a, b) a##b
#define PASTE(a, b) PASTE2(a, b)
#define REAL(x) PASTE(__real_, NAME(x))
#define WRAP(x) PASTE(__wrap_, NAME(x))

void *REAL(malloc)(R_ size_t);
void *REAL(calloc)(R_ size_t, size_t);
void *REAL(realloc)(R_ void *, size_t);
void REAL(free)(R_ void *);

void *WRAP(malloc)(R_ size_t n)
{
    uintptr_t caller = CALLER;
    void *p;
    depth++;
    p = REAL(malloc)(R n);
    if (--depth == 0) {
        last_caller = caller;
        trace_head('m', p, caller); put_unsigned(n); trace_end();
    }
    return p;
}

void *WRAP(calloc)(R_ size_t n, size_t each)
{
    uintptr_t caller = CALLER;
    void *p;
    depth++;
    p = REAL(calloc)(R n, each);
    if (--depth == 0) {
        last_caller = caller;
        trace_head('c', p, caller); put_unsigned(n); put(';'); put_unsigned(each); trace_end();
    }
    return p;
}

void *WRAP(realloc)(R_ void *old, size_t n)
{
    uintptr_t caller = CALLER;
    void *p;
    depth++;
    p = REAL(realloc)(R old, n);
    if (--depth == 0) {
        last_caller = caller;
        trace_head('r', p, caller); put_pointer((uintptr_t)old); put(';'); put_unsigned(n); trace_end();
    }
    return p;
}

void WRAP(free)(R_ void *p)
{
    uintptr_t caller = CALLER;
    depth++;
    REAL(free)(R p);
    if (--depth == 0) {
        trace_head('f', NULL, caller); put_pointer((uintptr_t)p); trace_end();
    }
}

/* ---- workload ------------------------------------------------------------------------------ */

static uint32_t state = SEED * 2654435761u + 1u;
static uint32_t random_below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (uint32_t)(((uint64_t)state * n) >> 32);
}

static uint32_t any_size(void)
{
    uint32_t kind = random_below(100);
    if (kind < 2) return 0;
    if (kind < 62) return 1 + random_below(40);
    if (kind < 88) return 41 + random_below(110);
    return 151 + random_below(450);
}

/* Several places that allocate, so that callers differ. */
__attribute__((noinline)) static void *packet_new(uint32_t n) { void *p = malloc(n); __asm volatile(""); return p; }
__attribute__((noinline)) static void *sample_store(uint32_t n) { void *p = malloc(n); __asm volatile(""); return p; }
__attribute__((noinline)) static void *table_new(uint32_t n, uint32_t e) { void *p = calloc(n, e); __asm volatile(""); return p; }
__attribute__((noinline)) static void *buffer_resize(void *o, uint32_t n) { void *p = realloc(o, n); __asm volatile(""); return p; }
#ifdef PICOLIBC
__attribute__((noinline)) static void *name_copy(uint32_t n) { void *p = malloc(n); __asm volatile(""); return p; }
#else
__attribute__((noinline)) static void *name_copy(uint32_t n) { void *p = _malloc_r(_REENT, n); __asm volatile(""); return p; }
#endif
__attribute__((noinline)) static void release(void *p) { free(p); __asm volatile(""); }

static int find_slot(int used)
{
    uint32_t from = random_below(SLOTS), i;
    for (i = 0; i < SLOTS; i++) {
        uint32_t k = (from + i) % SLOTS;
        if ((slots[k].ptr != NULL) == used) return (int)k;
    }
    return -1;
}

static void keep(int k, void *p, uint32_t n)
{
    if (!p) { failures++; return; }
    memset(p, 0x5a, n);
    slots[k].ptr = p;
    slots[k].requested = n;
    slots[k].caller = last_caller;
}

static void allocate_one(void)
{
    int k = find_slot(0);
    uint32_t n;
    if (k < 0) return;
    n = any_size();
    switch (random_below(5)) {
    case 0: {
        uint32_t each = 1 + random_below(16);
        n = (n / each) * each;
        keep(k, table_new(n / each, each), n);
        break;
    }
    case 1: keep(k, sample_store(n), n); break;
    case 2: keep(k, name_copy(n), n); break;
    case 3:
        if (random_below(6) == 0) { keep(k, buffer_resize(NULL, n), n); break; }
        /* fall through */
    default: keep(k, packet_new(n), n); break;
    }
}

static void release_one(void)
{
    int k = find_slot(1);
    void *p;
    if (k < 0) return;
    p = slots[k].ptr;
    slots[k].ptr = NULL;
    release(p);
}

static void resize_one(void)
{
    int k = find_slot(1);
    uint32_t n, was;
    void *p;
    if (k < 0) return;
    was = slots[k].requested;
    switch (random_below(5)) {
    case 0: n = was + 1 + random_below(12); break;
    case 1: n = was > 1 ? 1 + random_below(was) : 1; break;
    case 2: n = was / 2 + random_below(3); break;
    case 3: n = was * 2; break;
    default: n = any_size(); break;
    }
    p = buffer_resize(slots[k].ptr, n);
    if (p) keep(k, p, n);
    else if (n == 0) slots[k].ptr = NULL; /* resizing to nothing releases */
    else failures++;
}

#if CORNERS
static void corners(void)
{
    int k = find_slot(0);
    void *p;
    release(NULL);
    (void)packet_new(0x7ffffff4u);
    (void)packet_new(0x80000000u);
    (void)packet_new(0xfffffff0u);
    (void)packet_new(0xffffffffu);
    (void)table_new(0x10000u, 0x10001u);
    p = table_new(0x10000u, 0x10000u); /* 2^32 bytes: a library that does not check gives a block of 0 */
    if (p) release(p);
    if (k < 0) return;
    keep(k, packet_new(24), 24);
    if (!slots[k].ptr) return;
    (void)buffer_resize(slots[k].ptr, 0x7fffffffu);
    (void)buffer_resize(slots[k].ptr, 0);
    slots[k].ptr = NULL;
    p = packet_new(0);
    if (p) release(p);
#if CORNERS > 1
    p = packet_new(20);
    if (p) { release(p); release(p); }
    p = packet_new(52); /* another size, so that either alignment comes up */
    if (p) { release(p); release(p); }
#endif
}

static void fill(int k, uint32_t n) { keep(k, packet_new(n), n); }

static void drop(int k)
{
    void *p = slots[k].ptr;
    slots[k].ptr = NULL;
    release(p);
}

/* What happens at the end of the heap: a free chunk that touches the break, and a request that neither
 * it nor the rest of the memory can serve alone. One free chunk first, then several. */
static void prologue(void)
{
    uint32_t all = (uint32_t)(__HeapLimit - end);
    int i, try;
    fill(0, all / 10);
    fill(1, all / 10);
    drop(1);
    fill(2, all / 7);                /* fits behind the free chunk, or over it */
    checkpoint(90000);
    drop(0);
    drop(2);
    for (try = 0; try < 2; try++) {
        fill(0, all * 3 / 10);
        fill(1, all * 3 / 10);
        drop(0);
        drop(1);
        checkpoint(90001 + 10 * try);
        fill(0, all - 3);            /* more than there is in any way */
        drop(0);
        fill(0, all * 8 / 10);       /* only together with the free chunk */
        checkpoint(90002 + 10 * try);
        drop(0);
        for (i = 0; i < 5; i++) fill(i, all / 20 + 8 * (uint32_t)i);
        drop(1);
        drop(3);
        checkpoint(90003 + 10 * try);
        fill(1, all * 68 / 100);
        fill(3, all * 10 / 100);
        checkpoint(90004 + 10 * try);
        for (i = 0; i < 5; i++) drop(i);
    }
}
#endif

int main(void)
{
    uint32_t op, mark, i;
    int filling = 1;

    REG(UART + 0x500) = 4; /* enable */
    REG(UART + 0x008) = 1; /* start transmitting */

#if CORNERS
    prologue();
#endif
    mark = failures + 3;
    for (op = 0; op < OPS; op++) {
        uint32_t pick = random_below(100);
        if (op % 100 == 0) checkpoint(op);
        if (filling) {
            if (pick < 58) allocate_one();
            else if (pick < 74) resize_one();
            else release_one();
            if (failures >= mark) filling = 0;
        } else {
            uint32_t live = 0;
            if (pick < 25) allocate_one();
            else if (pick < 40) resize_one();
            else release_one();
            for (i = 0; i < SLOTS; i++) live += slots[i].ptr != NULL;
            if (live < 6 || random_below(90) == 0) { filling = 1; mark = failures + 3; }
        }
#if CORNERS
        if (op % 400 == 150) corners();
#endif
    }
    checkpoint(op);
    for (i = 0; i < SLOTS; i++) { /* everything goes: what is left must be one free block */
        uint32_t k = (i * 37u) % SLOTS;
        void *p = slots[k].ptr;
        if (!p) continue;
        slots[k].ptr = NULL;
        release(p);
    }
    checkpoint(op + 1);
    /* Nearly all of the heap, then more than there is. */
    for (i = 9000; i >= 64; i -= i / 4) {
        int k = find_slot(0);
        if (k >= 0) keep(k, packet_new(i), i);
    }
    checkpoint(op + 2);
    for (i = 0; i < SLOTS; i++) {
        void *p = slots[i].ptr;
        if (!p) continue;
        slots[i].ptr = NULL;
        release(p);
    }
    checkpoint(op + 3);
    finished(op);
    for (;;) { }
}

/* ---- start-up ------------------------------------------------------------------------------ */

extern uint32_t __data_load[], __data_start[], __data_end[], __bss_start__[], __bss_end__[], __StackTop[];

void reset_handler(void)
{
    uint32_t *from = __data_load, *to = __data_start;
    while (to < __data_end) *to++ = *from++;
    for (to = __bss_start__; to < __bss_end__; ) *to++ = 0;
    main();
}

static void stuck(void) { put_text("\nFAULT\n"); finished(0xffffffffu); for (;;) { } }

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    __StackTop, (const void *)reset_handler, (const void *)stuck, (const void *)stuck,
    (const void *)stuck, (const void *)stuck, (const void *)stuck,
};

#ifdef PICOLIBC
/* errno lives in thread-local storage there: one thread, one fixed place. The first 8 bytes are the
 * thread control block that the ABI puts before the variables. */
extern char __tls_area[];
__attribute__((naked)) void __aeabi_read_tp(void)
{
    __asm volatile("ldr r0, =__tls_area - 8\n bx lr\n .ltorg\n");
}
#endif
