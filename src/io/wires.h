/* What a serial line is asked for beside bytes. */
#ifndef IO_WIRES_H
#define IO_WIRES_H

enum flow_control { FLOW_NONE, FLOW_RTSCTS, FLOW_XONXOFF };

/* What a serial line can do beside bytes. */
enum line_wire { WIRE_BREAK, WIRE_DTR, WIRE_RTS };

/* DTR and RTS at the opening. Left alone they are as the system sets them: asserted. */
enum wire_wish { WIRE_LEAVE, WIRE_ON, WIRE_OFF };

#endif
