/* Options: what is shown. */
#include "base/bytemap.h"
#include "base/str.h"
#include "cli/encodings.h"
#include "cli/options.h"
#include "cli/patterns.h"

#include <stdio.h>
#include <string.h>

/* The place of a word in a list of them; `count` if it is not there. */
static size_t place_of(const char *word, const char *const *words, size_t count)
{
    size_t i = 0;

    while (i < count && strcmp(words[i], word) != 0)
        i++;
    return i;
}

static bool set_color(struct settings *s, const char *value)
{
    static const char *const names[] = {"auto", "always", "never"};
    size_t place = place_of(value, names, COUNT(names));

    s->color = (enum color)place;
    return place < COUNT(names);
}

static bool set_stamps(struct settings *s, const char *value)
{
    static const char *const names[HPT_STAMPS_COUNT] = {"none", "delta", "elapsed", "iso", "unix"};
    size_t place = place_of(value, names, COUNT(names));

    s->stamps = (enum hpt_stamps)place;
    return place < COUNT(names);
}

static bool set_only(struct settings *s, const char *value)
{
    static const char *const names[HPT_ONLY_COUNT] = {"all", "trace", "log"};
    size_t place = place_of(value, names, COUNT(names));

    s->only = (enum hpt_only)place;
    return place < COUNT(names);
}

static bool set_filter(struct settings *s, const char *value)
{
    s->filter = value;
    return pattern_is_good(value);
}

static bool set_exclude(struct settings *s, const char *value)
{
    s->exclude = value;
    return pattern_is_good(value);
}

static bool set_highlight(struct settings *s, const char *value)
{
    s->highlight = value;
    return pattern_is_good(value);
}

static bool set_encoding(struct settings *s, const char *value)
{
    struct hpt_byte_map map;

    s->encoding = value;
    return encoding_read(value, &map);
}

static bool set_imap(struct settings *s, const char *value)
{
    struct hpt_byte_map map;
    struct hpt_str unknown;

    s->imap = value;
    bytemap_init(&map);
    return bytemap_parse(&map, value, &unknown);
}

enum hpt_status fault_byte_map(struct fault *f, const char *list)
{
    struct hpt_byte_map map;
    struct hpt_str unknown = {0};
    struct hpt_named rule;

    bytemap_init(&map);
    (void)bytemap_parse(&map, list, &unknown);
    (void)fault_usage(f, "there is no byte map '%.*s'; heapterm knows", (int)unknown.len,
                      unknown.at);
    for (size_t i = 0; bytemap_rule(i, &rule); i++) {
        size_t used = strlen(f->message);
        (void)snprintf(f->message + used, sizeof f->message - used, "%s %s", i == 0 ? "" : ",",
                       rule.name);
    }
    return f->status;
}

static bool set_policy(struct settings *s, const char *value)
{
    static const char *const names[HPT_POLICY_COUNT] = {"abs", "percent"};
    size_t place = place_of(value, names, COUNT(names));

    s->policy = (enum hpt_policy)place;
    return place < COUNT(names);
}

OPTION_FLAG(set_no_summary, no_summary)
OPTION_FLAG(set_map_full, map_full)
OPTION_FLAG(set_json, json)
OPTION_FLAG(set_plain, plain)
OPTION_FLAG(set_hex, hex)
OPTION_FLAG(set_raw, raw)

enum { FOR_VIEWS = FOR_MONITOR | FOR_REPLAY };

static const struct option_row rows[] = {
    {0, "json", NULL,
     FOR_MAP | FOR_EXPLAIN | FOR_REPORT | FOR_DIFF | FOR_CHECK | FOR_INFO | FOR_PORTS |
         FOR_SETTINGS,
     "the answer as JSON", set_json, NULL, NULL, .is_common = true},
    {0, "policy", "HOW", FOR_DIFF,
     "abs: changes in bytes, the most bytes first; percent: in percent of what was there before; "
     "abs unless given",
     set_policy, "abs or percent", NULL, .values = "abs percent"},
    {0, "map-full", NULL, FOR_MONITOR | FOR_REPLAY | FOR_MAP, "draw maps whole, however large",
     set_map_full, NULL, NULL},
    {0, "no-summary", NULL, FOR_VIEWS | FOR_TUI, "end without the summary", set_no_summary, NULL,
     NULL},
    {0, "plain", NULL, FOR_VIEWS,
     "what the device sends and nothing else, trace lines too, and no summary; the heap is still "
     "followed",
     set_plain, NULL, NULL},
    {0, "hex", NULL, FOR_VIEWS, "every byte that the device sends as a hex dump", set_hex, NULL,
     NULL},
    {0, "raw", NULL, FOR_VIEWS,
     "let the terminal obey whatever the device sends; else only colours and moves within the line "
     "are obeyed, and other control sequences shown",
     set_raw, NULL, NULL},
    {0, "timestamps", "KIND", FOR_VIEWS,
     "the time of its first byte in front of each line: none, delta (since the line before), "
     "elapsed (since the start), iso (wall clock) or unix",
     set_stamps, "none, delta, elapsed, iso or unix", NULL, .preset = "none",
     .values = "none delta elapsed iso unix", .is_common = true},
    {0, "filter", "REGEX", FOR_VIEWS,
     "of the device's lines show only those that match; failed allocations, warnings and notices "
     "are always shown",
     set_filter, NULL, fault_pattern},
    {0, "exclude", "REGEX", FOR_VIEWS, "do not show the device's lines that match", set_exclude,
     NULL, fault_pattern},
    {0, "highlight", "REGEX", FOR_VIEWS, "let what matches stand out, where there are colours",
     set_highlight, NULL, fault_pattern},
    {0, "only", "WHAT", FOR_VIEWS, "trace: the heap alone; log: the device's other text alone; all",
     set_only, "trace, log or all", NULL, .preset = "all", .values = "trace log all"},
    {0, "encoding", "NAME", FOR_VIEWS,
     "the device writes latin1, cp437, windows-1252 or another single-byte encoding; utf-8 unless "
     "given",
     set_encoding, NULL, fault_encoding},
    {0, "imap", "LIST", FOR_VIEWS,
     "what received bytes are shown as, as picocom has it: crlf, crcrlf, igncr, lfcr, lfcrlf, "
     "ignlf, bsdel, delbs, spchex, tabhex, crhex, lfhex, 8bithex, nrmhex, with commas between",
     set_imap, NULL, fault_byte_map},
    {0, "color", "WHEN", FOR_MONITOR | FOR_TUI | FOR_REPLAY | FOR_MAP | FOR_REPORT,
     "auto, always or never; auto is on a terminal, unless NO_COLOR is set", set_color,
     "auto, always or never", NULL, .preset = "auto", .values = "auto always never",
     .is_common = true},
    {0},
};

const struct option_group group_view = {"View", rows};

enum hpt_status view_check(const struct settings *s, struct fault *f)
{
    bool has_pattern = s->filter != NULL || s->exclude != NULL || s->highlight != NULL;
    bool has_map = s->imap != NULL || s->encoding != NULL;

    if (s->hex && s->plain)
        return fault_usage(f, "--hex and --plain are two views; leave one of them out");
    if (s->hex && (has_pattern || has_map || s->only != HPT_ONLY_ALL))
        return fault_usage(f, "--hex shows every byte as it is; leave --filter, --exclude, "
                              "--highlight, --only, --encoding and --imap out");
    if (s->plain && s->only != HPT_ONLY_ALL)
        return fault_usage(f, "--plain knows no trace to choose by; leave --only or --plain out");
    return HPT_OK;
}
