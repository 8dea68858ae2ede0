/* Addresses of code that a device prints of itself when it fails: the registers of a fault dump and
 * the frames of a backtrace. What is no address of code is taken as well; whoever knows the program
 * tells. */
#ifndef REPORT_PLACES_H
#define REPORT_PLACES_H

#include "heapterm.h"

enum {
    PLACES_MAX = 32,   /* in a line; ESP-IDF prints no more than that into one unless told to */
    PLACES_LINE = 4096 /* of a longer line the rest is not looked at */
};

struct place {
    uint64_t address;
    bool is_caller;       /* a return address: the call before it is meant */
    struct hpt_str label; /* the register, in the line; empty in a backtrace */
};

/* Looks through a line in time proportional to its length:
 *
 *     Backtrace: 0x400d1234:0x3ffb1f50 0x400d5678:0x3ffb1f70      ESP-IDF, esp_backtrace_print
 *     PC      : 0x400d1234  PS      : 0x00060930                  ESP-IDF on Xtensa
 *     MEPC    : 0x420069aa  RA      : 0x420069a4                  ESP-IDF on RISC-V
 *     epc1=0x40201234 epc2=0x00000000                             ESP8266
 *     PC   : 000012B4                                             Mbed OS, mbed_fault_handler.c
 *     <err> os: r3/a4:  0x00000000 r12/ip:  0x00000000 r14/lr:  0x00000477      Zephyr
 *     <err> os: Faulting instruction address (r15/pc): 0x0000045c
 *     <err> os:  0: fp: 0x20001f40   ra: 0x00000abc               Zephyr, stack traces
 *     abort() was called at PC 0x400d1234 on core 0
 *
 * `line` is plain text. The number of places found. */
size_t places_find(struct hpt_str line, struct place places[PLACES_MAX]);

/* The device's line that is being read, as it comes. */
struct places {
    size_t len;
    char line[PLACES_LINE];
};

void places_add(struct places *p, struct hpt_str bytes);

/* The line is over: what it tells. `text` is where the labels stand. */
size_t places_end(struct places *p, char text[PLACES_LINE], struct place places[PLACES_MAX]);

#endif
