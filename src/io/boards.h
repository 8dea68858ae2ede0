/* Boards and adapters by what they say of themselves on the USB. */
#ifndef IO_BOARDS_H
#define IO_BOARDS_H

#include <stdint.h>

struct board {
    uint16_t vid;
    uint16_t pid;       /* 0: every other product of the vendor */
    const char *serial; /* what the serial number begins with; NULL: anything */
    const char *name;
    const char *reset; /* a sequence of io/reset.h; NULL: none that works for all of them */
};

/* NULL: not known. `serial` may be empty. */
const struct board *board_of(unsigned vid, unsigned pid, const char *serial);

#endif
