/* The settings of a serial line, in the kernel's own terms: termios2, which knows any rate. */
#ifndef IO_SERIAL_SETTINGS_H
#define IO_SERIAL_SETTINGS_H

#include "io/framing.h"
#include "io/wires.h"

#include <stdint.h>

struct serial_wish {
    uint32_t baud;
    struct framing framing;
    enum flow_control flow;
    enum wire_wish dtr, rts;
    bool no_lock;
};

enum settings_result {
    SETTINGS_DONE,
    SETTINGS_NO_LINE, /* the descriptor is no serial line; errno says why */
    SETTINGS_REFUSED, /* errno says why */
    SETTINGS_BAUD,    /* the driver set another rate, and took the rest */
    SETTINGS_FRAMING, /* or another framing */
    SETTINGS_FLOW     /* or another flow control */
};

/* What the line had before, for serial_settings_restore; and the rate that the driver set. */
struct serial_settings;
struct serial_settings *serial_settings_new(void);

/* Raw bytes as wished. HUPCL goes: leaving the port must not drop DTR, which resets many boards. A
 * rate within 3 % is what a UART can do. */
enum settings_result serial_settings_apply(int fd, const struct serial_wish *wish,
                                           struct serial_settings *settings);

/* 0 before they were applied. */
uint32_t serial_settings_baud(const struct serial_settings *settings);

/* Puts the line back as it was, except for HUPCL, which stays away. */
void serial_settings_restore(int fd, const struct serial_settings *settings);

/* Drops what was written and has not left yet. */
void serial_settings_flush(int fd);

#endif
