/* The settings of a serial port in the words of RFC 2217, the telnet option "com port": what is
 * asked for, what the server says it did, and the sentence when that is something else. */
#ifndef IO_COM_PORT_H
#define IO_COM_PORT_H

#include "io/framing.h"
#include "io/wires.h"

#include <stddef.h>
#include <stdint.h>

enum {
    COM_PORT_SIGNATURE = 0,
    COM_PORT_BAUD = 1,
    COM_PORT_DATA_BITS = 2,
    COM_PORT_PARITY = 3,
    COM_PORT_STOP_BITS = 4,
    COM_PORT_CONTROL = 5,
    COM_PORT_SUSPEND = 8, /* the server cannot take more, until COM_PORT_RESUME */
    COM_PORT_RESUME = 9,
    COM_PORT_LINE_MASK = 10,
    COM_PORT_MODEM_MASK = 11,
    COM_PORT_ANSWER = 100 /* what the server sends is a command and this */
};

/* What a control command is about. */
enum com_port_control { CONTROL_FLOW, CONTROL_BREAK, CONTROL_DTR, CONTROL_RTS, CONTROL_OTHER };

struct com_port_settings {
    uint32_t baud;
    struct framing framing;
    bool flow_given;
    enum flow_control flow;
    enum wire_wish dtr, rts;
};

struct com_port_wish {
    uint8_t command;
    uint32_t value;
    bool is_answered;
};

/* One after another, as they are to be sent. */
struct com_port_wishes {
    struct com_port_wish wish[10];
    size_t count;
};

/* Everything that the settings ask for. Rate and framing are always set, as on a port of this
 * machine; wires and flow control only if somebody wants them so. The wires come first. */
void com_port_wishes(struct com_port_wishes *w, const struct com_port_settings *settings);

enum { COM_PORT_COMMAND = 5 };

/* A command as its subnegotiation: the bytes behind the option, at most COM_PORT_COMMAND. */
size_t com_port_command(const struct com_port_wish *wish, uint8_t *bytes);

/* What the server says, marked in *w. True when it is a setting that was asked for and it did
 * something else: `text` says so, to follow the server's name. */
bool com_port_answer(struct com_port_wishes *w, const uint8_t *bytes, size_t size, char *text,
                     size_t text_size);

/* The first setting without an answer in words, or NULL. Masks of notices do not count. */
const char *com_port_missing(const struct com_port_wishes *w);

enum com_port_control com_port_control_of(uint32_t value);

/* The value of COM_PORT_CONTROL that switches a wire. */
uint32_t com_port_wire(enum line_wire wire, bool on);

#endif
