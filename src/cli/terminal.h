/* The two-way half of the monitor: keys, menu, line mode, sending, the log. What the device says
 * passes by on its way to the tracker; what is typed goes to the device, or is a command. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "cli/editor.h"
#include "cli/keys.h"
#include "cli/logs.h"
#include "cli/sender.h"
#include "cli/session.h"
#include "cli/wait_for.h"
#include "io/reset.h"

/* The last two answer a question. */
enum typing { TYPING_KEYS, TYPING_LINES, TYPING_FILE_NAME, TYPING_MARK_NAME };

struct terminal {
    struct session *session;
    struct hpt_log_view *view;
    const struct settings *settings;
    struct sender sender;
    bool has_sender;
    struct keys keys;
    struct logs logs;
    struct editor *editor; /* NULL until it is needed */
    enum typing typing;
    enum typing typing_before; /* something was asked for */
    struct reset wires;        /* a reset, or a break */
    struct wait_for wait_for;
    struct hpt_byte_map omap;
    uv_timer_t departure; /* looks whether the last byte has left */
    uv_timer_t rest;      /* a half line of the device stands where the edited line was */
    bool keys_ended;
    bool in_line; /* the device has not ended its line */
    bool echo;
    bool dtr, rts; /* as they were set last */
    uint64_t received;
    uint64_t handed_on; /* bytes that the source was given to send */
    uint64_t marks;
    void *host;
    void (*full)(void *host); /* shows the full screen; NULL: there is none */
};

/* Opens the logs; before the port, so that nothing is reset for a name that cannot be. */
enum hpt_status terminal_open(struct terminal *t, const struct settings *settings,
                              struct fault *f) HPT_MUST_CHECK;

/* The session is open, and what it hears comes to the functions below. */
void terminal_start(struct terminal *t, struct session *session, struct hpt_log_view *view);

/* True when the line came that was waited for. */
bool terminal_received(struct terminal *t, const char *bytes, size_t size);
void terminal_keys(struct terminal *t, const char *bytes, size_t size, bool is_terminal);
void terminal_keys_ended(struct terminal *t);
void terminal_drained(struct terminal *t);
void terminal_lost(struct terminal *t);

/* The line that is edited stands on the screen again. */
void terminal_restore(struct terminal *t);

void terminal_resized(struct terminal *t);

/* The source is about to be closed: its wires are left as they belong. */
void terminal_leave(struct terminal *t);

/* Nothing is typed or sent any more. */
void terminal_stop(struct terminal *t);

/* The loop must run once more before *t goes. HPT_OK, or *f says what is missing from the log. */
enum hpt_status terminal_close(struct terminal *t, struct fault *f);

/* For the keys: takes some that are typed into a line, and says how many. */
size_t terminal_edit(struct terminal *t, const char *bytes, size_t size);

/* Each key is sent as it is typed; what stands in the line is forgotten. */
void terminal_leave_lines(struct terminal *t);

/* For the menu. */
void terminal_set_line_mode(struct terminal *t, bool on);
void terminal_ask_file(struct terminal *t);
/* Sets a mark at this moment, and asks what it is where somebody can answer. */
void terminal_mark(struct terminal *t);
/* Runs the steps of io/reset.h; `name` is what they are, for the news. */
void terminal_drive(struct terminal *t, const char *steps, const char *name);
void terminal_change_view(struct terminal *t, const struct hpt_log_options *options);

#endif
