/* The heap trace: the one file that holds heapterm_device.h's code. */
#include "board.h"

#define HPT_DEVICE_PUT(c) board_put(c)
#define HPT_DEVICE_WRAP_REENT 1
#define HPT_DEVICE_IMPLEMENTATION
#include "heapterm_device.h"
