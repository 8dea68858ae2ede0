/* Numbers as people write them on a command line. Each function reads the whole text or nothing. */
#ifndef CLI_NUMBERS_H
#define CLI_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

/* 4208 or 0x1070. */
bool number_parse(const char *text, uint64_t *value);

/* Bytes; may end in K or M. */
bool size_parse(const char *text, uint64_t *size);

/* 35 or 35%; at most 1000. */
bool percent_parse(const char *text, uint64_t *percent);

/* START:SIZE or START..END; SIZE may end in K or M. Neither empty nor beyond 64 bits, and
 * smaller than HPT_HEAP_SIZE_LIMIT. */
bool heap_parse(const char *text, uint64_t *start, uint64_t *size);

/* 5, 0.25 or 2s, in milliseconds; more than nothing, at most a year. */
bool seconds_parse(const char *text, uint64_t *ms);

/* 30s, 5min, 1h or 1d, in milliseconds; more than nothing, at most a year. */
bool span_parse(const char *text, uint64_t *ms);
/* A time on the line of a recording, 0, 12.5 or 60.25s, in microseconds. */
bool time_parse(const char *text, uint64_t *us);

/* 10, 0.5, or max, which is infinite; above 0. */
bool speed_parse(const char *text, double *speed);

/* One character, or a control character as ^X or ctrl-x. */
bool key_parse(const char *text, char *key);

#endif
