/* The lock files of UUCP: /var/lock/LCK..ttyACM0 holds the number of the process that uses the
 * port. minicom, cu and others go by them and by nothing else. */
#ifndef IO_PORT_LOCK_H
#define IO_PORT_LOCK_H

#include <stdbool.h>

struct port_holder {
    long process;     /* 0: not known */
    char program[32]; /* empty: not known */
};

/* True when a living process holds the node by such a file alone. A heapterm's file does not count:
 * it holds the port by flock as well, which ends with it, while its number may be another's by now.
 */
bool port_lock_is_held(const char *node, struct port_holder *holder);

/* Whom the file names, to name a holder that is known by other means; process 0: nobody. */
void port_lock_who(const char *node, struct port_holder *holder);

/* Writes our own file, in place of a stale one. The port must be held by flock. False when another
 * was faster; where files cannot be written there is none, and that is true as well. */
bool port_lock_take(const char *node, struct port_holder *holder);

/* Removes the file if it is ours. */
void port_lock_leave(const char *node);

#endif
