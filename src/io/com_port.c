#include "io/com_port.h"

#include <stdio.h>
#include <string.h>

/* Values of COM_PORT_CONTROL: a question, then the states of each thing. */
static const struct {
    uint8_t first, last;
    enum com_port_control control;
    const char *name;
} controls[] = {
    {0, 3, CONTROL_FLOW, "the flow control"},
    {4, 6, CONTROL_BREAK, "the break"},
    {7, 9, CONTROL_DTR, "DTR"},
    {10, 12, CONTROL_RTS, "RTS"},
};

static const char *const control_states[] = {
    [1] = "none", [2] = "xonxoff", [3] = "rtscts", [5] = "on",  [6] = "off",
    [8] = "on",   [9] = "off",     [11] = "on",    [12] = "off"};

static const char parities[] = "?NOEMS"; /* by their number */

enum com_port_control com_port_control_of(uint32_t value)
{
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        if (value >= controls[i].first && value <= controls[i].last)
            return controls[i].control;
    return CONTROL_OTHER;
}

uint32_t com_port_wire(enum line_wire wire, bool on)
{
    static const uint8_t ons[] = {[WIRE_BREAK] = 5, [WIRE_DTR] = 8, [WIRE_RTS] = 11};

    return ons[wire] + !on;
}

static void add(struct com_port_wishes *w, uint8_t command, uint32_t value)
{
    w->wish[w->count++] = (struct com_port_wish){.command = command, .value = value};
}

void com_port_wishes(struct com_port_wishes *w, const struct com_port_settings *settings)
{
    static const uint8_t flows[] = {[FLOW_NONE] = 1, [FLOW_XONXOFF] = 2, [FLOW_RTSCTS] = 3};
    const struct framing *framing = &settings->framing;

    *w = (struct com_port_wishes){0};
    if (settings->dtr != WIRE_LEAVE)
        add(w, COM_PORT_CONTROL, com_port_wire(WIRE_DTR, settings->dtr == WIRE_ON));
    if (settings->rts != WIRE_LEAVE)
        add(w, COM_PORT_CONTROL, com_port_wire(WIRE_RTS, settings->rts == WIRE_ON));
    add(w, COM_PORT_BAUD, settings->baud);
    add(w, COM_PORT_DATA_BITS, framing->data_bits);
    add(w, COM_PORT_PARITY, (uint32_t)(strchr(parities, framing->parity) - parities));
    add(w, COM_PORT_STOP_BITS, framing->stop_bits);
    if (settings->flow_given)
        add(w, COM_PORT_CONTROL, flows[settings->flow]);
    /* Its notices of errors and wires are of no use here. */
    add(w, COM_PORT_LINE_MASK, 0);
    add(w, COM_PORT_MODEM_MASK, 0);
}

size_t com_port_command(const struct com_port_wish *wish, uint8_t *bytes)
{
    size_t size = 0;

    bytes[size++] = wish->command;
    for (int shift = wish->command == COM_PORT_BAUD ? 24 : 0; shift >= 0; shift -= 8)
        bytes[size++] = (uint8_t)(wish->value >> shift);
    return size;
}

static bool is_about_the_same(const struct com_port_wish *wish, uint8_t command, uint32_t value)
{
    return wish->command == command &&
           (command != COM_PORT_CONTROL ||
            com_port_control_of(wish->value) == com_port_control_of(value));
}

static const char *control_name(uint32_t value)
{
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        if (value >= controls[i].first && value <= controls[i].last)
            return controls[i].name;
    return "a wire";
}

static const char *control_state(uint32_t value)
{
    const size_t count = sizeof control_states / sizeof *control_states;

    return value < count && control_states[value] != NULL ? control_states[value] : "unknown";
}

static const char *name_of(const struct com_port_wish *wish)
{
    switch (wish->command) {
    case COM_PORT_BAUD:
        return "the baud rate";
    case COM_PORT_DATA_BITS:
        return "the data bits";
    case COM_PORT_PARITY:
        return "the parity";
    case COM_PORT_STOP_BITS:
        return "the stop bits";
    default:
        return control_name(wish->value);
    }
}

static char parity_of(uint32_t value)
{
    return value > 0 && value < sizeof parities - 1 ? parities[value] : '?';
}

static void describe(const struct com_port_wish *wish, uint32_t did, char *text, size_t size)
{
    switch (wish->command) {
    case COM_PORT_BAUD:
        (void)snprintf(text, size, "set %lu baud instead of %lu", (unsigned long)did,
                       (unsigned long)wish->value);
        break;
    case COM_PORT_PARITY:
        (void)snprintf(text, size, "set the parity to %c instead of %c", parity_of(did),
                       parity_of(wish->value));
        break;
    case COM_PORT_DATA_BITS:
    case COM_PORT_STOP_BITS:
        (void)snprintf(text, size, "set %lu %s bits instead of %lu", (unsigned long)did,
                       wish->command == COM_PORT_STOP_BITS ? "stop" : "data",
                       (unsigned long)wish->value);
        break;
    default:
        (void)snprintf(text, size, "left %s at %s instead of %s", name_of(wish), control_state(did),
                       control_state(wish->value));
        break;
    }
}

/* The value of an answer; false when it has another length than its command takes. */
static bool read_value(const uint8_t *bytes, size_t size, uint32_t *value)
{
    if (size != (bytes[0] == COM_PORT_ANSWER + COM_PORT_BAUD ? 5 : 2))
        return false;
    *value = 0;
    for (size_t i = 1; i < size; i++)
        *value = *value << 8 | bytes[i];
    return true;
}

bool com_port_answer(struct com_port_wishes *w, const uint8_t *bytes, size_t size, char *text,
                     size_t text_size)
{
    uint32_t value;

    if (size == 0 || !read_value(bytes, size, &value))
        return false;
    uint8_t command = (uint8_t)(bytes[0] - COM_PORT_ANSWER);
    for (size_t i = 0; i < w->count; i++) {
        struct com_port_wish *wish = &w->wish[i];
        if (wish->is_answered || !is_about_the_same(wish, command, value))
            continue;
        wish->is_answered = true;
        if (value == wish->value || command > COM_PORT_CONTROL)
            return false;
        describe(wish, value, text, text_size);
        return true;
    }
    return false;
}

const char *com_port_missing(const struct com_port_wishes *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (!w->wish[i].is_answered && w->wish[i].command <= COM_PORT_CONTROL)
            return name_of(&w->wish[i]);
    return NULL;
}
