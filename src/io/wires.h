/* What a serial line is asked for beside bytes. */
#ifndef IO_WIRES_H
#define IO_WIRES_H

enum flow_control { FLOW_NONE, FLOW_RTSCTS, FLOW_XONXOFF };

/* What a serial line can do beside bytes. */
enum line_wire { WIRE_BREAK, WIRE_DTR, WIRE_RTS };

/* DTR and RTS at the opening. Left alone they are as the system sets them: asserted. */
enum wire_wish { WIRE_LEAVE, WIRE_ON, WIRE_OFF };

/* How the lines of a port stand: a set of these. */
enum line_state { LINE_DTR = 1, LINE_RTS = 2, LINE_CTS = 4, LINE_DSR = 8, LINE_CD = 16 };

#endif
