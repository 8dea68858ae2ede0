/* The commands, and what a command line asks of them. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/log_file.h"
#include "cli/moment.h"
#include "cli/sender.h"

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct config;
struct naming;
struct settings;

/* Which commands take an option: a set of these. */
enum {
    FOR_MONITOR = 1,
    FOR_REPLAY = 2,
    FOR_MAP = 4,
    FOR_HELP = 8,
    FOR_PORTS = 16,
    FOR_RECORD = 64,
    FOR_INFO = 128,
    FOR_SETTINGS = 256,
    FOR_COMPLETIONS = 512,
    FOR_EXPLAIN = 1024,
    FOR_REPORT = 2048,
    FOR_DIFF = 4096,
    FOR_CHECK = 8192,
    FOR_TUI = 16384,
    FOR_INPUTS = FOR_MONITOR | FOR_TUI | FOR_REPLAY | FOR_MAP | FOR_EXPLAIN | FOR_REPORT |
                 FOR_DIFF | FOR_CHECK,
    FOR_LINES = FOR_INPUTS | FOR_RECORD, /* what is asked of a serial line */
    FOR_GOING_ON = FOR_MONITOR | FOR_TUI |
                   FOR_RECORD, /* a port that goes away is waited for; to others it is the end */
    FOR_ALL = 0x7fffffff
};

struct command {
    const char *name;
    const char *operands;
    const char *about;  /* one line */
    const char *detail; /* sentences for the command's own help */
    unsigned bit;
    size_t least_operands;
    size_t most_operands;
    /* The exit code; with a fault the fault's, ended by a signal 128 and its number. */
    int (*run)(const struct settings *s, struct fault *f);
};

extern const struct command *const commands[]; /* ended by NULL; the first is the default */
extern const struct command cmd_monitor, cmd_tui, cmd_replay, cmd_map, cmd_help;
extern const struct command cmd_explain, cmd_report, cmd_diff, cmd_check;
extern const struct command cmd_record, cmd_info, cmd_ports, cmd_settings, cmd_completions;

const struct command *command_find(const char *name); /* NULL: no such command */

enum { OPTIONS_MAX = 128 };

/* What was said of one option. */
struct option_use {
    const char *value; /* of a flag "yes" or "no"; NULL: nothing was said */
    const char *from;  /* where; NULL: nowhere */
    size_t times;      /* how often there */
};

enum { CHECK_SITES_MOST = 64 };

/* check: beside the limits in `uses`. */
struct check_options {
    const char *budget;                  /* the file; NULL: none */
    const char *sites[CHECK_SITES_MOST]; /* NAME:BYTES */
    size_t site_count;
    uint64_t silence_ms;      /* 0: no limit */
    const char *junit;        /* the file; NULL: none */
    const char *write_budget; /* the file; NULL: none */
    uint64_t margin;          /* percent */
    bool margin_given;
    bool github;
};

/* What the command line and the settings file say. Text is borrowed from them. */
struct settings {
    struct option_use uses[OPTIONS_MAX]; /* by the option's number */
    bool is_file;                        /* only to try what a settings file says */
    const struct command *command;
    bool command_named; /* it was not left out */
    char **operands;
    size_t operand_count;
    struct settings *typed;  /* gets a copy without what the settings file says */
    struct config *config;   /* the settings file; never NULL */
    const char *config_path; /* NULL: the usual one */
    const char *profile;     /* NULL: none was chosen */
    bool profiles;
    struct source_options source;
    struct hpt_options tracker;
    const char *elf;
    const char *elf_after;   /* diff: of the second input; NULL: the same */
    const char *skip_frames; /* names of functions, with commas between; NULL: none */
    struct naming *naming;   /* what runs side by side have of `elf`; NULL: a run has its own */
    enum color color;
    const char *until; /* as it was given: of check it is a pattern */
    bool until_fail;
    bool until_sent;
    const char *wait_for;
    uint64_t timeout_ms; /* 0: none */
    const char *omap;
    uint64_t until_us;      /* replay; 0: to the end */
    uint64_t from_us;       /* replay: what is not shown yet */
    uint64_t max_pause_us;  /* replay; 0: no limit */
    double speed;           /* replay: 0 not given, infinite as fast as possible */
    const char *to;         /* replay: where the bytes go instead of the screen */
    const char *record;     /* monitor: the recording; NULL: none */
    const char *output;     /* record: the file */
    const char *record_dir; /* record: where the files are made */
    uint64_t for_ms;        /* 0: no limit */
    char end_key;
    char menu_key;
    bool echo;
    bool line_mode;
    struct send_options send;
    const char *send_text;
    struct log_options log;
    const char *log_view; /* monitor: the log of the view; NULL: none */
    bool no_summary;
    bool map_full;
    bool json;
    bool plain;
    bool hex;
    bool raw;
    enum hpt_stamps stamps;
    enum hpt_only only;
    const char *filter, *exclude, *highlight; /* patterns; NULL: none */
    const char *encoding;
    const char *imap;
    struct moment at;
    struct moment at_after;  /* diff: the second instant */
    const char *at_words[2]; /* both as they were given */
    struct check_options check;
    enum hpt_policy policy; /* diff */
    struct since since;     /* report */
    const char *mark;       /* report, check: a pattern; NULL: none */
    uint64_t run;           /* report; 0: the longest */
    bool explain_metrics;
    bool man;
    bool help;
    bool version;
};

/* The input as a message names it. */
const char *input_name(const struct settings *s);

/* Whether to colour: the option, or else what standard output and the environment say. */
bool wants_color(const struct settings *s);

#endif
