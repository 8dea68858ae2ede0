/* Why a path may not be used: who owns it, and who holds it. */
#ifndef IO_PORT_OWNER_H
#define IO_PORT_OWNER_H

#include "io/fault.h"
#include "io/port_lock.h"

#include <sys/types.h>

/* What the process runs; empty when that is not told. */
void port_owner_program(long process, char *program, size_t size);

/* Another process that has the device open. Looks through /proc: for the moment before a sentence,
 * not for a loop. */
bool port_owner_find(dev_t device, struct port_holder *holder);

/* The sentence for a path that may not be opened; `writes`: for reading and writing. */
enum hpt_status fault_permission(struct fault *f, const char *path, bool writes);

/* The sentence for a port that another program uses. `holder` as far as it is known already. */
enum hpt_status fault_busy(struct fault *f, const char *path, struct port_holder holder);

#endif
