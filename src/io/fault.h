/* What went wrong, in words for the person at the keyboard. A fault is one sentence that says what
 * failed, on what, why, and what to do next; the program prints it once and makes it its exit
 * code. */
#ifndef IO_FAULT_H
#define IO_FAULT_H

#include "base/wrap.h"
#include "heapterm.h"

#include <stdarg.h>

enum {
    EXIT_DONE = 0,
    EXIT_NO = 1,    /* what was asked is not so */
    EXIT_USAGE = 2, /* the command line asks for what cannot be */
    EXIT_INPUT = 3  /* the input or the device failed */
};

struct fault {
    enum hpt_status status; /* HPT_OK: nothing went wrong */
    int exit_code;
    char message[1024];
};

/* All of these fill *f and return its status, so that a failure is one line where it happens. */

/* The command line is wrong. */
enum hpt_status fault_usage(struct fault *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The answer to what was asked is no. */
enum hpt_status fault_no(struct fault *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The input or the device failed. */
enum hpt_status fault_input(struct fault *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A system call failed and left errno: "cannot open FILE: REASON" from "open %s". */
enum hpt_status fault_system(struct fault *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

enum hpt_status fault_memory(struct fault *f);

/* Adds "; " and what to do next. */
enum hpt_status fault_hint(struct fault *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The sentence as one line on standard error. */
void fault_print(const struct fault *f);

enum { NOTICE_SIZE = 1100 };

/* A line of news that is no failure: "--- " and the text, made harmless for a screen, with its line
 * end. Its length. */
size_t notice_line(char line[NOTICE_SIZE], const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

enum { NOTICE_ROWS = WRAP_ROOM(NOTICE_SIZE) };

/* The line in rows, if `fd` is a screen that it is too wide for; as it is otherwise. Its length. */
size_t notice_rows(char rows[NOTICE_ROWS], const char *line, size_t size, int fd);

/* Writes a line to standard error, in rows, unless that stands still. */
void notice_write(const char *line, size_t size);

/* Both. */
void notice_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
