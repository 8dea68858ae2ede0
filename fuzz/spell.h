/* Traces for fuzzing: a few bytes of the fuzzer's become a line, so that it gets deep into a model
 * without spelling. */
#ifndef FUZZ_SPELL_H
#define FUZZ_SPELL_H

#include "fuzz.h"

#include <string.h>

enum { TEXT_MAX = 1 << 16 };

struct input {
    char text[TEXT_MAX];
    size_t length;
};

/* Spells one line; `other` is one more small number. */
static inline void spell(char line[static 512], unsigned kind, unsigned size, unsigned address,
                         unsigned other)
{
    static const char heap[] = "\nHEAP 0: \nheap_start : 0x20000000\n"
                               "heap_end   : 0x20000200\nheap_size  : 512\n";

    switch (kind % 12) {
    case 0:
    case 1:
        snprintf(line, 512, "malloc: ALLOCATED: %u [0x%x]\n", size, address);
        break;
    case 2:
        snprintf(line, 512, "free:   0x%x\n", address);
        break;
    case 3:
    case 4:
        snprintf(line, 512, "#m:0x%x;0x101-%u\n", address, size);
        break;
    case 5:
        snprintf(line, 512, "#f:0;0x201-0x%x\n", address);
        break;
    case 6:
        snprintf(line, 512, "#r:0x%x;0x301-0x200000%02x;%u\n", address, other, size);
        break;
    case 7:
        snprintf(line, 512, other % 2 ? "malloc: OUT OF MEMORY [9]\n" : "#m:0;0x1-9\n");
        break;
    case 8:
        snprintf(line, 512, "%s[F:512] \nmb_total_free : 512\nmb_total_used : 0\n", heap);
        break;
    case 9:
        snprintf(line, 512, "%s[U:%u] [F:%u] \nmb_total_free : %u\nmb_total_used : %u\n", heap,
                 size, 512 - size, 512 - size, size);
        break;
    case 10:
        snprintf(line, 512, other % 2 ? "#h:0x20000000;0x20000200\n" : "...\n");
        break;
    default:
        snprintf(line, 512,
                 other % 2 ? "microbit_malloc: NATIVE ALLOCATED: %u [0x%x]\n" : "text %u, 0x%x ",
                 size, address);
        break;
    }
}

/* A line for a few bytes of the fuzzer's, so that it gets deep into the model without spelling. */
static inline void add_line(struct input *in, const uint8_t b[4])
{
    char line[512];
    size_t length = 3;

    if (b[0] >= 0xE0) { /* raw bytes */
        memcpy(line, b + 1, 3);
    } else {
        spell(line, b[0], b[1] % 96u, 0x20000000u + 4u * b[2] + (b[3] % 16u == 0 ? 0x40000u : 0),
              b[3]);
        length = strlen(line);
    }
    if (b[0] >= 0xC0 && b[0] < 0xE0)
        length = b[3] % length; /* cut short */
    if (in->length + length <= TEXT_MAX) {
        memcpy(in->text + in->length, line, length);
        in->length += length;
    }
}

/* The trace that the bytes stand for, behind the first of them. */
static inline void spell_all(struct input *in, const uint8_t *data, size_t size)
{
    in->length = 0;
    for (size_t at = 1; at + 4 <= size; at += 4)
        add_line(in, data + at);
}

#endif
