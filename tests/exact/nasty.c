#include "nasty.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONG_LINE (1024u * 1024u)

static void (*checker)(const char *name, const struct buffer *in);

void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(2);
}

void add(struct buffer *b, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    if (b->capacity - b->count < size) {
        size_t capacity = b->capacity * 2 > b->count + size ? b->capacity * 2 : b->count + size;
        char *grown = realloc(b->bytes, capacity);
        if (grown == NULL)
            die("no memory");
        b->bytes = grown;
        b->capacity = capacity;
    }
    memcpy(b->bytes + b->count, bytes, size);
    b->count += size;
}

static void add_text(struct buffer *b, const char *text)
{
    add(b, text, strlen(text));
}

__attribute__((format(printf, 2, 3))) static void add_format(struct buffer *b, const char *format,
                                                             ...)
{
    char text[200];
    va_list list;

    va_start(list, format);
    int n = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (n < 0 || (size_t)n >= sizeof text)
        die("a line of its own is too long");
    add(b, text, (size_t)n);
}

uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed * UINT64_C(2685821657736338717) >> 16;
}

/* A trace with heap prints, releases, failures and text. */
static void add_trace(struct buffer *b)
{
    add_text(b, "HEAP 0: \nheap_start : 0x20002950\nheap_end   : 0x20003800\nheap_size  : 3760\n"
                "[F:3760] \nmb_total_free : 3760\nmb_total_used : 0\n");
    for (unsigned i = 0; i < 30; i++) {
        add_format(b, "malloc: ALLOCATED: 20 [0x%08x]\n", 0x20002954 + i * 24);
        if (i % 3 == 0)
            add_format(b, "temp=%umalloc: ALLOCATED: 20 [0x20003500]\n C\n", i);
        if (i % 3 == 0)
            add_text(b, "free:   0x20003500\n");
        if (i % 5 == 0)
            add_format(b, "text %u\n\n", i);
    }
    for (unsigned i = 0; i < 30; i += 2)
        add_format(b, "hist,%ufree:   0x%08x\n", i, 0x20002954 + i * 24);
    add_text(b, "free:   0\nmalloc: OUT OF MEMORY [9999]\n");
}

/* The trace with other line ends: `ends` are taken in turn. */
static void add_trace_with(struct buffer *b, const char *const *ends, size_t end_count)
{
    struct buffer plain = {0};
    size_t n = 0;

    add_trace(&plain);
    for (size_t i = 0; i < plain.count; i++)
        if (plain.bytes[i] == '\n')
            add_text(b, ends[n++ % end_count]);
        else
            add(b, &plain.bytes[i], 1);
    free(plain.bytes);
}

static void check_line_ends(void)
{
    static const struct {
        const char *name;
        const char *ends[7];
        size_t count;
    } sets[] = {
        {"LF", {"\n"}, 1},
        {"CR", {"\r"}, 1},
        {"CRLF", {"\r\n"}, 1},
        {"LFCR", {"\n\r"}, 1},
        {"LF CR LF", {"\n\r\n"}, 1},
        {"a mixture of line ends", {"\n", "\r\n", "\r", "\n\n", "\r\r\n", "\n\r", "\r\n\r\n"}, 7},
        {"blanks before the line ends", {" \n", "\n", "  \r\n"}, 3},
    };

    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct buffer b = {0};
        add_trace_with(&b, sets[i].ends, sets[i].count);
        checker(sets[i].name, &b);
        free(b.bytes);
    }
}

/* Every line cut inside by another whole one, at every place, as interrupts do it. */
static void check_torn_lines(void)
{
    const char outer[] = "malloc: ALLOCATED: 15 [0x20002e00]\n";
    struct buffer b = {0};

    add_trace(&b);
    for (size_t cut = 1; cut < sizeof outer - 1; cut++) {
        add(&b, outer, cut);
        add_format(&b, "malloc: ALLOCATED: 24 [0x%08x]\n", 0x20003000 + (unsigned)cut * 28);
        add_text(&b, outer + cut);
        add_text(&b, "free:   0x20002e00\n");
        add(&b, outer, cut);
        add_text(&b, "\r\nsome text\r\n");
        add_text(&b, outer + cut);
    }
    checker("torn lines", &b);
    free(b.bytes);
}

/* Text that begins like a trace line and is none, one behind the other, with and without ends. */
static void check_prefixes(void)
{
    static const char *const lines[] = {
        "microbit_malloc: NATIVE ALLOCATED: 12 [0x20002954]",
        "device_malloc: ALLOCATED: 24 [0x20003A54]",
        "malloc: OUT OF MEMORY [12]",
        "#r:0x20003ae0;0x1893-0x200039d0;512",
        "#c:0x200036c0;0x1867-768;1",
        "free:   0x20002d50",
        "HEAP 12: ",
        "heap_start : 0x20002950",
        "[U:60] [F:40] ",
        "mb_total_used : 0",
        "--- HEAP NOT INITIALISED ---",
    };
    struct buffer b = {0};

    for (unsigned round = 0; round < 2; round++)
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
            for (size_t cut = 1; cut <= strlen(lines[i]); cut++) {
                add(&b, lines[i], cut);
                if (round == 1)
                    add_text(&b, cut % 3 == 0 ? "\r\n" : "\n");
            }
    checker("beginnings of trace lines", &b);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        b.count = 0;
        for (unsigned k = 0; k < 3; k++)
            add_format(&b, "%s\n", lines[i]);
        add(&b, lines[i], strlen(lines[i]) / 2 + i % 4);
        checker("a cut last line", &b);
        b.count = 0;
        add_text(&b, lines[i]);
        checker("one line without an end", &b);
    }
    free(b.bytes);
}

static void check_escapes(void)
{
    struct buffer b = {0};

    for (unsigned i = 0; i < 40; i++) {
        unsigned address = 0x20002954 + i * 24;
        add_format(&b, "\033[32mmalloc: ALLOCATED: 20 [0x%08x]\033[0m\n", address);
        add_format(&b, "\033[1;31m[00:00:0%u.000] <inf> app: \033[0mfree:   0x%08x\r\n", i % 10,
                   address);
        add_format(&b, "\033[%u", i);
        add_text(&b, i % 2 ? "m\n" : "\n");
        add_text(&b, "\033]0;title\007\033[?25l\033[2K\rprogress\033[");
    }
    checker("colour escapes", &b);
    free(b.bytes);
}

static void check_long_lines(void)
{
    struct buffer b = {0};
    char *filler = malloc(LONG_LINE);
    if (filler == NULL)
        die("no memory");

    memset(filler, 'x', LONG_LINE);
    add_trace(&b);
    add(&b, filler, LONG_LINE / 4);
    add_text(&b, "malloc: ALLOCATED: 20 [0x20003600]\nfree:   0x20003600\n");
    memset(filler, '[', LONG_LINE);
    for (size_t i = 0; i + 6 < LONG_LINE; i += 6)
        memcpy(filler + i, "[U:4] ", 6);
    add(&b, filler, LONG_LINE / 4);
    add_text(&b, "\nmalloc: ALLOCATED: ");
    memset(filler, '1', LONG_LINE);
    add(&b, filler, LONG_LINE / 4);
    add_text(&b, " [0x20003600]\nfree:   0x");
    memset(filler, '0', LONG_LINE);
    add(&b, filler, LONG_LINE / 4);
    checker("lines of a quarter of a megabyte", &b);

    b.count = 0;
    for (size_t i = 0; i + 8 < LONG_LINE; i += 8)
        memcpy(filler + i, "malloc: ", 8);
    add(&b, filler, LONG_LINE);
    add_text(&b, "\n");
    checker("a line of a megabyte", &b);
    free(filler);
    free(b.bytes);
}

static void check_noise(void)
{
    static const char alphabet[] = "malloc: ALLOCATED: 1 [0x20]\n\r\nfree:   HEAP 0: [F:#m;-\033";
    struct buffer b = {0};
    uint64_t seed = 20240229;

    for (unsigned i = 0; i < 60000; i++) {
        char c = (char)(next_random(&seed) & 0xff);
        add(&b, &c, 1);
    }
    checker("random bytes", &b);
    b.count = 0;
    for (unsigned i = 0; i < 60000; i++)
        add(&b, &alphabet[next_random(&seed) % (sizeof alphabet - 1)], 1);
    checker("random bytes of the trace's alphabet", &b);
    b.count = 0;
    for (unsigned i = 0; i < 3000; i++)
        add(&b, "\0\0\0\n\0\r", (size_t)(1 + next_random(&seed) % 6));
    checker("NULs and line ends", &b);
    free(b.bytes);
}

/* A capture-like trace in which bytes are changed, lost and doubled. */
static void check_damage(void)
{
    static const char *const ends[] = {"\n", "\r\n"};
    struct buffer good = {0};
    uint64_t seed = 5;

    for (unsigned i = 0; i < 6; i++)
        add_trace_with(&good, ends, 2);
    for (unsigned round = 0; round < 4; round++) {
        struct buffer b = {0};
        for (size_t i = 0; i < good.count; i++) {
            uint64_t r = next_random(&seed);
            char c = r % 97 == 0 ? (char)(r >> 8) : good.bytes[i];
            if (r % 101 != 1)
                add(&b, &c, 1);
            if (r % 103 == 2)
                add(&b, &c, 1);
        }
        checker("a damaged trace", &b);
        free(b.bytes);
    }
    free(good.bytes);
}

static void check_extremes(void)
{
    struct buffer b = {0};

    checker("nothing at all", &b);
    add_text(&b,
             "HEAP 0: \nheap_start : 0xfffffffffffffff0\nheap_end   : 0xffffffffffffffff\n"
             "heap_size  : 15\n[F:15] \nmb_total_free : 15\nmb_total_used : 0\n"
             "malloc: ALLOCATED: 4294967295 [0xffffffff]\nmalloc: ALLOCATED: 1 [0xfffffffc]\n"
             "malloc: ALLOCATED: 99999999999999999999 [0x20000000]\n"
             "#m:0xffffffffffffffff;0x1-18446744073709551615\n#f:0x0;0x1-0xffffffffffffffff\n"
             "#c:0x20000000;0x1-4294967295;4294967295\n#r:0xfffffff8;0x1-0x20000000;4294967295\n"
             "HEAP 99999999999: \nheap_start : 0x0\nheap_end   : 0x0\nheap_size  : 0\n\n");
    for (unsigned i = 0; i < 300; i++)
        add_format(&b,
                   "HEAP %u: \nheap_start : 0x%x\nheap_end   : 0x%x\nheap_size  : 64\n[F:64] \n"
                   "mb_total_free : 64\nmb_total_used : 0\n",
                   i, 0x20000000 + i * 64, 0x20000040 + i * 64);
    checker("extreme numbers", &b);
    free(b.bytes);
}

void nasty_inputs(void (*check)(const char *name, const struct buffer *in))
{
    checker = check;
    check_line_ends();
    check_torn_lines();
    check_prefixes();
    check_escapes();
    check_long_lines();
    check_noise();
    check_damage();
    check_extremes();
}
