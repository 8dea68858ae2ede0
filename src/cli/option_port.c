/* Options: the serial port. */
#include "cli/numbers.h"
#include "cli/options.h"

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

static const struct option_row rows[] = {
    {'b', "baud", "RATE", FOR_INPUTS | FOR_RECORD,
     "the rate of the port, as BAUD; 115200 unless given", set_baud,
     "a number from 1 to 4294967295", NULL},
    {0, "framing", "8N1", FOR_INPUTS | FOR_RECORD,
     "data bits 5 to 8, parity N, E, O, M or S, stop bits 1 or 2; 8N1 unless given", set_framing,
     "data bits, parity and stop bits such as 8N1 or 7E2", NULL},
    {0},
};

const struct option_group group_port = {"Port", rows};
