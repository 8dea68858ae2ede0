/* Full newlib's real malloc, free, realloc and calloc under a random load, on the Cortex-M3 of
 * QEMU's mps2-an385. Every call is written to serial.log as mbed-os's default callback prints it;
 * now and then the allocator's own chunks go to walks.txt. Both are files of the host.
 *
 * Build-time parameters: SEED, OPS, MIX (of sizes, below), HEAP_SKEW (bytes from an 8-byte boundary
 * to the heap's start), HEAP_BYTES. */
#include <reent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* ---- the host ------------------------------------------------------------------------------ */

static long host(long operation, const void *block)
{
    register long r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = block;

    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

enum { SYS_OPEN = 0x01, SYS_WRITE = 0x05, SYS_EXIT = 0x18, MODE_WRITE = 4 };

static void leave(int good)
{
    host(SYS_EXIT,
         (void *)(good ? 0x20026 : 0x20023)); /* ADP_Stopped_ApplicationExit, or RunTimeError */
    for (;;) {
    }
}

struct file {
    long handle;
    uint32_t used, written;
    char buffer[16384];
};
static struct file serial, walks;

static void open_file(struct file *f, const char *name, long length)
{
    const struct {
        const char *name;
        long mode, length;
    } block = {name, MODE_WRITE, length};

    f->handle = host(SYS_OPEN, &block);
    if (f->handle < 0)
        leave(0);
}

static void flush(struct file *f)
{
    const struct {
        long handle;
        const void *bytes;
        uint32_t size;
    } block = {f->handle, f->buffer, f->used};

    if (f->used > 0 && host(SYS_WRITE, &block) != 0)
        leave(0);
    f->used = 0;
}

static void put(struct file *f, char c)
{
    f->buffer[f->used++] = c;
    f->written++;
    if (f->used == sizeof f->buffer)
        flush(f);
}

static void put_text(struct file *f, const char *s)
{
    while (*s)
        put(f, *s++);
}

static void put_number(struct file *f, uint32_t v, uint32_t base)
{
    char digits[10];
    int n = 0;

    do {
        digits[n++] = "0123456789abcdef"[v % base];
        v /= base;
    } while (v);
    while (n)
        put(f, digits[--n]);
}

static void put_pointer(struct file *f, const void *p)
{
    put_text(f, "0x");
    put_number(f, (uintptr_t)p, 16);
}

/* ---- the break ----------------------------------------------------------------------------- */

static _Alignas(4096) char arena[HEAP_SKEW + HEAP_BYTES];
static char *const heap_start = arena + HEAP_SKEW;
static char *const heap_limit = arena + HEAP_SKEW + HEAP_BYTES;
static char *heap_break = arena + HEAP_SKEW;

void *_sbrk(ptrdiff_t by)
{
    char *was = heap_break;

    /* Close to 2 GiB, rounding to pages makes the request negative. */
    if (by > heap_limit - heap_break || by < heap_start - heap_break)
        return (void *)-1;
    heap_break += by;
    return was;
}

/* ---- what the allocator holds -------------------------------------------------------------- */

struct chunk {
    uint32_t below;
    uint32_t size; /* its lowest bit: the chunk below is in use */
    struct chunk *next, *prev;
};
extern struct chunk *__malloc_av_[]; /* the third is the chunk at the top */

static struct chunk *above(struct chunk *c)
{
    return (struct chunk *)((char *)c + (c->size & ~3u));
}

/* A line for each chunk: its first byte, its size, is it in use? */
static void walk(void)
{
    struct chunk *top = __malloc_av_[2];
    char *first = (char *)(((uintptr_t)heap_start + 7) & ~(uintptr_t)7);

    put_text(&walks, "walk ");
    put_number(&walks, serial.written, 10);
    put(&walks, ' ');
    put_pointer(&walks, heap_break);
    put(&walks, '\n');
    if (heap_break == heap_start)
        return;
    for (struct chunk *c = (struct chunk *)first; c != top; c = above(c)) {
        put_pointer(&walks, c);
        put(&walks, ' ');
        put_number(&walks, c->size & ~3u, 10);
        put_text(&walks, above(c)->size & 1 ? " 1\n" : " 0\n");
    }
    put_pointer(&walks, top);
    put(&walks, ' ');
    put_number(&walks, top->size & ~3u, 10);
    put_text(&walks, " 0\n");
}

/* ---- the load ------------------------------------------------------------------------------ */

static uint32_t state = SEED * 2654435761u + 1u;
static uint32_t below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (uint32_t)(((uint64_t)state * n) >> 32);
}

static uint32_t some_size(void)
{
    uint32_t kind = below(100);

    switch (MIX) {
    case 0: /* as programs ask */
        return kind < 70 ? below(64) : kind < 95 ? below(400) : below(3000);
    case 1: /* large and small, such as fill bins of all widths */
        return kind < 40 ? below(24) : kind < 70 ? 480 + below(64) : 1u << (4 + below(10));
    case 2: /* few sizes: many chunks are equal */
        return 8 * (1 + below(6)) + 4 * below(2);
    case 3: /* such as make the top large enough to be trimmed */
        return kind < 60 ? below(2000) : kind < 97 ? below(40000) : below(300000);
    default: /* everything close to the borders of bins */
        return (uint32_t[]){
                   504, 512, 576, 2560, 2624, 3072, 10752, 11264, 16384, 45056}[below(10)] -
               12 + below(24);
    }
}

enum { SLOTS = 4096 };
static void *slots[SLOTS];
static uint32_t used;

static void line(char what, const void *result)
{
    put(&serial, '#');
    put(&serial, what);
    put(&serial, ':');
    put_pointer(&serial, result);
    put_text(&serial, ";0x401-");
}

static void get(uint32_t n)
{
    int clear = below(16) == 0;
    void *p = clear ? calloc(1, n) : malloc(n);

    line(clear ? 'c' : 'm', p);
    if (clear)
        put_text(&serial, "1;");
    put_number(&serial, n, 10);
    put(&serial, '\n');
    if (p)
        slots[used++] = p;
}

static void resize(uint32_t which, uint32_t n)
{
    void *p = realloc(slots[which], n);

    line('r', p);
    put_pointer(&serial, slots[which]);
    put(&serial, ';');
    put_number(&serial, n, 10);
    put(&serial, '\n');
    if (p)
        slots[which] = p;
}

static void give(uint32_t which)
{
    free(slots[which]);
    line('f', NULL);
    put_pointer(&serial, slots[which]);
    put(&serial, '\n');
    slots[which] = slots[--used];
}

/* Phases of growing until requests fail, and of shrinking. */
static void step(uint32_t number)
{
    uint32_t phase = number / 3000 % 4;
    uint32_t grows = phase == 0 ? 62 : phase == 1 ? 50 : phase == 2 ? 35 : 52;

    if (used == 0 || (used < SLOTS && below(100) < grows))
        get(below(500) == 0 ? 0x7ffffff0u + below(16) * 0x1000000u : some_size());
    else if (below(5) == 0)
        resize(below(used), below(50) == 0 ? 0 : some_size());
    else
        give(below(used));
}

static void run(void)
{
    open_file(&serial, "serial.log", sizeof "serial.log" - 1);
    open_file(&walks, "walks.txt", sizeof "walks.txt" - 1);
    put_text(&serial, "#h:");
    put_pointer(&serial, heap_start);
    put(&serial, ';');
    put_pointer(&serial, heap_limit);
    put(&serial, '\n');
    walk();
    for (uint32_t i = 1; i <= OPS; i++) {
        step(i);
        if (i <= 4 || i % (OPS / 6) == 0)
            walk();
    }
    while (used > 0)
        give(below(used));
    walk();
    flush(&serial);
    flush(&walks);
    leave(1);
}

/* ---- start --------------------------------------------------------------------------------- */

extern char __stack_top[], __bss_start[], __bss_end[], __data_start[], __data_end[], __data_load[];

void reset_handler(void)
{
    const char *from = __data_load;

    for (char *to = __data_start; to < __data_end; to++)
        *to = *from++;
    for (char *to = __bss_start; to < __bss_end; to++)
        *to = 0;
    run();
}

static void fault(void)
{
    leave(0);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
    __stack_top,   (void *)reset_handler, (void *)fault, (void *)fault,
    (void *)fault, (void *)fault,         (void *)fault,
};
