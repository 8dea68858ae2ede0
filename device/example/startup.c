/* From reset to main, and what newlib asks of the system. */
#include "board.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

extern char data_start[], data_end[], data_image[], bss_start[], bss_end[];
extern char _heap_start[], _heap_end[], __StackTop[];

int main(void);
void reset(void);

static void stop(void)
{
    for (;;)
        __asm__ volatile("wfi");
}

void reset(void)
{
    memcpy(data_start, data_image, (size_t)(data_end - data_start));
    memset(bss_start, 0, (size_t)(bss_end - bss_start));
    board_start();
    main();
    stop();
}

static void fault(void)
{
    for (const char *c = "\n*** HARD FAULT ***\n"; *c != '\0'; c++)
        board_put(*c);
    stop();
}

__attribute__((section(".vectors"), used)) static const struct {
    void *stack;
    void (*reset)(void);
    void (*nmi)(void);
    void (*fault)(void);
} vectors = {__StackTop, reset, stop, fault};

/* newlib's prototypes are private to it. */
void *_sbrk(ptrdiff_t grow);
int _write(int file, const char *bytes, int size);
int _read(int file, char *bytes, int size);
int _close(int file);
int _fstat(int file, struct stat *st);
int _isatty(int file);
int _lseek(int file, int offset, int whence);

static char *heap_break = _heap_start;

/* The allocator grows its heap through this, up to the linker script's end. */
void *_sbrk(ptrdiff_t grow)
{
    char *was = heap_break;

    if (grow > _heap_end - was || grow < _heap_start - was) {
        errno = ENOMEM;
        return (void *)-1;
    }
    heap_break = was + grow;
    return was;
}

int _write(int file, const char *bytes, int size)
{
    (void)file;
    for (int i = 0; i < size; i++)
        board_put(bytes[i]);
    return size;
}

int _read(int file, char *bytes, int size)
{
    (void)file, (void)bytes, (void)size;
    return 0;
}

int _close(int file)
{
    (void)file;
    return 0;
}

int _fstat(int file, struct stat *st)
{
    (void)file;
    st->st_mode = S_IFCHR;
    return 0;
}

int _isatty(int file)
{
    (void)file;
    return 1;
}

int _lseek(int file, int offset, int whence)
{
    (void)file, (void)offset, (void)whence;
    return 0;
}
