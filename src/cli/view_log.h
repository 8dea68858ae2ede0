/* The log of the view: a file that gets the lines that the screen is shown, without its colours and
 * however late or stopped it is. Its name, rotation and failures are those of log_file.h. */
#ifndef CLI_VIEW_LOG_H
#define CLI_VIEW_LOG_H

#include "cli/log_file.h"

struct hpt_tracker;

struct view_log {
    struct log_file file;
    struct hpt_log_view *view; /* NULL: none */
    struct hpt_out out;
    struct hpt_observer shown; /* the view's own */
    size_t used;
    char bytes[16384]; /* on their way to the file */
};

/* Begins to hear the tracker and to write what a view with these options shows to the file, which
 * is open, or will be. *l is not moved; view_log_release follows. HPT_ERR_MEMORY otherwise. */
enum hpt_status view_log_start(struct view_log *l, struct hpt_tracker *tracker,
                               const struct hpt_log_options *options) HPT_MUST_CHECK;

/* From now on with these options, as the screen. */
void view_log_change(struct view_log *l, const struct hpt_log_options *options);

/* What was typed and is echoed. */
void view_log_echo(struct view_log *l, struct hpt_str text, uint64_t time_us);

/* A line of news, as the screen has it. */
void view_log_say(struct view_log *l, const char *sentence);

/* The end of the run, after hpt_end: ends the last line, and writes the summary of `state` unless
 * that is NULL. */
void view_log_finish(struct view_log *l, const struct hpt_state *state);

/* What was collected goes to the file. After each batch of input. */
void view_log_flush(struct view_log *l);

/* Ends the view; the file is left to its owner. */
void view_log_release(struct view_log *l);

#endif
