/* Options: the serial port. */
#include "cli/numbers.h"
#include "cli/options.h"

#include <string.h>

static bool set_baud(struct settings *s, const char *value)
{
    uint64_t baud;

    if (!number_parse(value, &baud) || baud == 0 || baud > UINT32_MAX)
        return false;
    s->source.baud = (uint32_t)baud;
    s->source.baud_given = true;
    return true;
}

static bool set_framing(struct settings *s, const char *value)
{
    s->source.framing_given = true;
    return framing_parse(value, &s->source.framing);
}

static bool set_flow(struct settings *s, const char *value)
{
    static const char *const names[] = {
        [FLOW_NONE] = "none", [FLOW_RTSCTS] = "rtscts", [FLOW_XONXOFF] = "xonxoff"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(value, names[i]) == 0) {
            s->source.flow = (enum flow_control)i;
            return s->source.flow_given = true;
        }
    return false;
}

static bool set_wish(enum wire_wish *wish, const char *value)
{
    static const char *const names[] = {
        [WIRE_LEAVE] = "leave", [WIRE_ON] = "on", [WIRE_OFF] = "off"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(value, names[i]) == 0) {
            *wish = (enum wire_wish)i;
            return true;
        }
    return false;
}

static bool set_dtr(struct settings *s, const char *value)
{
    return set_wish(&s->source.dtr, value);
}

static bool set_rts(struct settings *s, const char *value)
{
    return set_wish(&s->source.rts, value);
}

OPTION_FLAG(set_no_reconnect, source.no_reconnect)
OPTION_FLAG(set_restart, source.restarts)

static const struct option_row rows[] = {
    {'b', "baud", "RATE", FOR_INPUTS, "the rate of the port, as BAUD; 115200 unless given",
     set_baud, "a number from 1 to 4294967295", NULL, .preset = "115200",
     .values = "9600 19200 38400 57600 115200 230400 460800 921600 1000000 2000000 3000000",
     .is_common = true},
    {0, "framing", "8N1", FOR_INPUTS,
     "data bits 5 to 8, parity N, E, O, M or S, stop bits 1 or 2; 8N1 unless given", set_framing,
     "data bits, parity and stop bits such as 8N1 or 7E2", NULL, .preset = "8N1",
     .values = "8N1 8E1 8O1 8N2 7E1 7O1"},
    {0, "flow", "WAY", FOR_INPUTS,
     "flow control: none, rtscts or xonxoff; none unless given, and what the server has with "
     "rfc2217://",
     set_flow, "none, rtscts or xonxoff", NULL, .preset = "none", .values = "none rtscts xonxoff"},
    {0, "dtr", "STATE", FOR_INPUTS,
     "the wire DTR at the opening: on, off or leave; leave unless given", set_dtr,
     "on, off or leave", NULL, .preset = "leave", .values = "on off leave"},
    {0, "rts", "STATE", FOR_INPUTS,
     "the wire RTS at the opening: on, off or leave; leave unless given", set_rts,
     "on, off or leave", NULL, .preset = "leave", .values = "on off leave"},
    {0, "no-reconnect", NULL, FOR_MONITOR,
     "end when the device or the server goes away, instead of waiting for it", set_no_reconnect,
     NULL, NULL},
    {0, "restart", NULL, FOR_MONITOR, "start the program of exec:COMMAND again whenever it ends",
     set_restart, NULL, NULL},
    {0},
};

const struct option_group group_port = {"Port", rows};
