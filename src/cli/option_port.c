/* Options: the serial port. */
#include "base/str.h"
#include "cli/numbers.h"
#include "cli/options.h"
#include "io/reset.h"

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

/* The number of a name in a list that NULL ends; -1: it is none of them. */
static int choice(const char *const names[], const char *value)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], value) == 0)
            return i;
    return -1;
}

static bool set_flow(struct settings *s, const char *value)
{
    static const char *const names[] = {
        [FLOW_NONE] = "none", [FLOW_RTSCTS] = "rtscts", [FLOW_XONXOFF] = "xonxoff", NULL};
    int flow = choice(names, value);

    s->source.flow_given = true;
    if (flow >= 0)
        s->source.flow = (enum flow_control)flow;
    return flow >= 0;
}

static bool set_wish(enum wire_wish *wish, const char *value)
{
    static const char *const names[] = {
        [WIRE_LEAVE] = "leave", [WIRE_ON] = "on", [WIRE_OFF] = "off", NULL};
    int chosen = choice(names, value);

    if (chosen >= 0)
        *wish = (enum wire_wish)chosen;
    return chosen >= 0;
}

static bool set_dtr(struct settings *s, const char *value)
{
    s->source.dtr_given = true;
    return set_wish(&s->source.dtr, value);
}

static bool set_rts(struct settings *s, const char *value)
{
    s->source.rts_given = true;
    return set_wish(&s->source.rts, value);
}

static bool set_reset_sequence(struct settings *s, const char *value)
{
    s->source.reset_sequence = value;
    return reset_is_sequence(value);
}

static bool set_reset(struct settings *s, const char *value)
{
    (void)value;
    s->source.reset_given = true;
    return s->source.reset = true;
}

static bool set_restart(struct settings *s, const char *value)
{
    (void)value;
    s->source.restarts_given = true;
    return s->source.restarts = true;
}

OPTION_FLAG(set_no_lock, source.no_lock)
OPTION_FLAG(set_no_reconnect, source.no_reconnect)

static const struct option_row rows[] = {
    {'b', "baud", "RATE", FOR_LINES, "the rate of the port, as BAUD; 115200 unless given", set_baud,
     "a number from 1 to 4294967295", NULL, .preset = "115200",
     .values = "9600 19200 38400 57600 115200 230400 460800 921600 1000000 2000000 3000000",
     .is_common = true},
    {0, "framing", "8N1", FOR_LINES,
     "data bits 5 to 8, parity N, E, O, M or S, stop bits 1 or 2; 8N1 unless given", set_framing,
     "data bits, parity and stop bits such as 8N1 or 7E2", NULL, .preset = "8N1",
     .values = "8N1 8E1 8O1 8N2 7E1 7O1"},
    {0, "flow", "HOW", FOR_LINES,
     "flow control: none, rtscts or xonxoff; none unless given, and what the server has with "
     "rfc2217://",
     set_flow, "none, rtscts or xonxoff", NULL, .preset = "none", .values = "none rtscts xonxoff"},
    {0, "dtr", "STATE", FOR_LINES,
     "DTR at the opening: on, off, or leave it as the system sets it; leave unless given", set_dtr,
     "on, off or leave", NULL, .preset = "leave", .values = "on off leave"},
    {0, "rts", "STATE", FOR_LINES, "RTS likewise", set_rts, "on, off or leave", NULL,
     .preset = "leave", .values = "on off leave"},
    {0, "reset", NULL, FOR_LINES,
     "reset the board after opening its port, in the way of the board; without this heapterm does "
     "not reset it",
     set_reset, NULL, NULL},
    {0, "reset-sequence", "SEQ", FOR_LINES,
     "how boards are reset: D, R and B with 1 or 0 set DTR, RTS and break, W waits seconds, as in "
     "'D0|W0.25|D1'",
     set_reset_sequence,
     "steps such as 'D0|W0.25|D1': D, R or B with 0 or 1, W with seconds up to 10", NULL},
    {0, "no-lock", NULL, FOR_LINES, "open a port that others have locked, and do not lock it",
     set_no_lock, NULL, NULL},
    {0, "no-reconnect", NULL, FOR_GOING_ON,
     "end with exit code 3 when the port goes away or is missing, instead of waiting for it",
     set_no_reconnect, NULL, NULL},
    {0, "restart", NULL, FOR_GOING_ON, "start the program of exec:COMMAND again whenever it ends",
     set_restart, NULL, NULL},
    {0},
};

const struct option_group group_port = {"Port", rows};
