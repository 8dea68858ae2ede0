#include "cli/options.h"

#include "base/str.h"
#include "cli/numbers.h"
#include "cli/operands.h"
#include "io/nearest.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_named(const struct hpt_named *names, const char *name)
{
    for (; names->name != NULL; names++)
        if (strcmp(names->name, name) == 0)
            return true;
    return false;
}

enum hpt_status fault_names(struct fault *f, const char *what, const char *name,
                            const struct hpt_named *names)
{
    (void)fault_usage(f, "there is no %s %s; heapterm knows", what, name);
    for (size_t i = 0; names[i].name != NULL; i++) {
        size_t used = strlen(f->message);
        (void)snprintf(f->message + used, sizeof f->message - used, "%s %s", i == 0 ? "" : ",",
                       names[i].name);
    }
    return f->status;
}

static enum hpt_status refuse_dialect(struct fault *f, const char *value)
{
    return fault_names(f, "dialect", value, hpt_dialects());
}

static enum hpt_status refuse_allocator(struct fault *f, const char *value)
{
    return fault_names(f, "allocator", value, hpt_allocators());
}

static bool set_baud(struct settings *s, const char *value)
{
    uint64_t baud;

    if (!number_parse(value, &baud) || baud == 0 || baud > UINT32_MAX)
        return false;
    s->source.baud = (uint32_t)baud;
    s->source.baud_given = true;
    return true;
}

static bool set_framing(struct settings *s, const char *value)
{
    s->source.framing_given = true;
    return framing_parse(value, &s->source.framing);
}

static bool set_dialect(struct settings *s, const char *value)
{
    s->tracker.dialect = value;
    return is_named(hpt_dialects(), value);
}

static bool set_allocator(struct settings *s, const char *value)
{
    s->tracker.allocator = value;
    return is_named(hpt_allocators(), value);
}

static bool set_heap(struct settings *s, const char *value)
{
    s->tracker.heap_given = true;
    return heap_parse(value, &s->tracker.heap_start, &s->tracker.heap_size);
}

static bool set_elf(struct settings *s, const char *value)
{
    s->elf = value;
    return *value != '\0';
}

static bool set_color(struct settings *s, const char *value)
{
    static const char *const names[] = {"auto", "always", "never"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i], value) == 0) {
            s->color = (enum color)i;
            return true;
        }
    return false;
}

static bool set_until(struct settings *s, const char *value)
{
    s->until_fail = true;
    return strcmp(value, "fail") == 0;
}

static bool set_for(struct settings *s, const char *value)
{
    return seconds_parse(value, &s->for_ms);
}

static bool set_exit_char(struct settings *s, const char *value)
{
    return key_parse(value, &s->end_key);
}

static bool set_at(struct settings *s, const char *value)
{
    return moment_parse(value, &s->at);
}

#define FLAG(function, field)                                                                      \
    static bool function(struct settings *s, const char *value)                                    \
    {                                                                                              \
        (void)value;                                                                               \
        return s->field = true;                                                                    \
    }
FLAG(set_check, tracker.check)
FLAG(set_no_map, tracker.account_only)
FLAG(set_no_summary, no_summary)
FLAG(set_map_full, map_full)
FLAG(set_json, json)
FLAG(set_man, man)
FLAG(set_help, help)
FLAG(set_version, version)

const struct option_row option_rows[] = {
    {'b', "baud", "RATE", FOR_INPUTS, "the rate of the port, as BAUD; 115200 unless given",
     set_baud, "a number from 1 to 4294967295", NULL},
    {0, "framing", "8N1", FOR_INPUTS,
     "data bits 5 to 8, parity N, E, O, M or S, stop bits 1 or 2; 8N1 unless given", set_framing,
     "data bits, parity and stop bits such as 8N1 or 7E2", NULL},
    {0, "until", "fail", FOR_MONITOR,
     "end after the report of the first allocation that fails; exit code 3 if none does", set_until,
     "fail", NULL},
    {0, "for", "SECONDS", FOR_MONITOR, "end after this time", set_for,
     "a number of seconds above 0 such as 10 or 0.5", NULL},
    {0, "exit-char", "KEY", FOR_MONITOR,
     "the key that ends instead of Ctrl-C, as ^X or ctrl-x; Ctrl-C then goes to the device",
     set_exit_char, "one character, or a control character such as ^X or ctrl-x", NULL},
    {0, "at", "WHEN", FOR_MAP,
     "the instant: end, fail (the first failed allocation), fail:N, event:N, line:N or byte:N "
     "(when N bytes have been read); end unless given",
     set_at, "end, fail, fail:N, event:N, line:N or byte:N", NULL},
    {0, "json", NULL, FOR_MAP, "the map as JSON", set_json, NULL, NULL},
    {0, "heap", "RANGE", FOR_INPUTS,
     "where the heap lies, for devices that do not print it: START:SIZE or START..END, decimal or "
     "0x, SIZE also with K or M",
     set_heap, "START:SIZE or START..END, below 2 GiB, such as 0x20002000:8K", NULL},
    {0, "elf", "FILE", FOR_INPUTS, "take the heap's bounds from the firmware's linker symbols",
     set_elf, "the name of a file", NULL},
    {0, "dialect", "NAME", FOR_INPUTS, "read trace lines of this format only", set_dialect, NULL,
     refuse_dialect},
    {0, "allocator", "NAME", FOR_INPUTS, "the device's allocator, where the trace does not tell",
     set_allocator, NULL, refuse_allocator},
    {0, "no-map", NULL, FOR_MONITOR | FOR_REPLAY,
     "count live blocks and bytes only, without heaps, predictions and reasons: faster, for long "
     "logs",
     set_no_map, NULL, NULL},
    {0, "map-full", NULL, FOR_INPUTS, "draw maps whole, however large", set_map_full, NULL, NULL},
    {0, "no-summary", NULL, FOR_MONITOR | FOR_REPLAY, "end without the summary", set_no_summary,
     NULL, NULL},
    {0, "color", "WHEN", FOR_INPUTS,
     "auto, always or never; auto is on a terminal, unless NO_COLOR is set", set_color,
     "auto, always or never", NULL},
    {0, "check", NULL, FOR_INPUTS, "verify heapterm's own model after every event (slow)",
     set_check, NULL, NULL},
    {0, "man", NULL, FOR_HELP, "the manual page, for man -l -", set_man, NULL, NULL},
    {'h', "help", NULL, FOR_INPUTS | FOR_HELP, "help on a command", set_help, NULL, NULL},
    {'V', "version", NULL, FOR_INPUTS | FOR_HELP, "the version", set_version, NULL, NULL},
};
const size_t option_count = COUNT(option_rows);

/* Values of getopt_long for an option without a letter. */
enum { FIRST_VALUE = 256 };

static size_t row_of(int value)
{
    for (size_t i = 0; i < option_count; i++)
        if (value == FIRST_VALUE + (int)i || (value > 0 && value == option_rows[i].letter))
            return i;
    return option_count;
}

static bool is_given(uint32_t given, const char *name)
{
    for (size_t i = 0; i < option_count; i++)
        if (strcmp(option_rows[i].name, name) == 0)
            return (given >> i & 1) != 0;
    return false;
}

static enum hpt_status take(struct settings *s, size_t i, const char *value, uint32_t *given,
                            struct fault *f)
{
    const struct option_row *row = &option_rows[i];

    if ((*given >> i & 1) != 0 && row->argument != NULL)
        return fault_usage(f, "--%s is given twice; leave one of them out", row->name);
    *given |= UINT32_C(1) << i;
    if (row->set(s, value))
        return HPT_OK;
    if (row->refuse != NULL)
        return row->refuse(f, value);
    return fault_usage(f, "--%s takes %s, not '%s'", row->name, row->wants, value);
}

static enum hpt_status fault_unknown(struct fault *f, const char *typed)
{
    const char *name = typed + strspn(typed, "-");
    size_t best = 0, least = SIZE_MAX;
    char bare[64];

    (void)snprintf(bare, sizeof bare, "%.*s", (int)strcspn(name, "="), name);
    for (size_t i = 0; i < option_count; i++) {
        size_t distance = name_distance(bare, option_rows[i].name);
        if (distance < least) {
            least = distance;
            best = i;
        }
    }
    if (name_is_near(bare, option_rows[best].name))
        return fault_usage(f, "there is no option %s; did you mean --%s?", typed,
                           option_rows[best].name);
    return fault_usage(f, "there is no option %s; heapterm help lists them", typed);
}

/* getopt_long said '?' or ':'. */
static enum hpt_status fault_getopt(struct fault *f, int said, char **argv)
{
    size_t i = row_of(optopt);
    char letter[] = {'-', (char)optopt, '\0'};

    if (said == ':' && i < option_count)
        return fault_usage(f, "--%s lacks its %s; give %s", option_rows[i].name,
                           option_rows[i].argument,
                           option_rows[i].wants != NULL ? option_rows[i].wants : "a name");
    if (i < option_count && optopt >= FIRST_VALUE)
        return fault_usage(f, "--%s takes no value; leave it out", option_rows[i].name);
    if (optopt != 0)
        return fault_unknown(f, letter);
    return fault_unknown(f, argv[optind - 1]);
}

/* The table in the form that getopt_long wants. */
static void fill_getopt(struct option *longs, char *shorts)
{
    *shorts++ = ':';
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_rows[i];
        longs[i] =
            (struct option){.name = row->name,
                            .has_arg = row->argument != NULL ? required_argument : no_argument,
                            .val = FIRST_VALUE + (int)i};
        if (row->letter == '\0')
            continue;
        *shorts++ = row->letter;
        if (row->argument != NULL)
            *shorts++ = ':';
    }
    *shorts = '\0';
    longs[option_count] = (struct option){0};
}

static enum hpt_status take_options(int argc, char **argv, struct settings *s, uint32_t *given,
                                    struct fault *f)
{
    struct option longs[COUNT(option_rows) + 1];
    char shorts[2 * COUNT(option_rows) + 2];

    fill_getopt(longs, shorts);
    opterr = 0;
    for (int value; (value = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        if (value == '?' || value == ':')
            return fault_getopt(f, value, argv);
        enum hpt_status status = take(s, row_of(value), optarg, given, f);
        if (status != HPT_OK)
            return status;
    }
    return HPT_OK;
}

/* An option of other commands than the one given. */
static enum hpt_status check_belonging(const struct settings *s, uint32_t given, struct fault *f)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_row *row = &option_rows[i];
        if ((given >> i & 1) == 0 || (row->commands & s->command->bit) != 0)
            continue;
        for (size_t c = 0; commands[c] != NULL; c++)
            if ((row->commands & commands[c]->bit) != 0)
                return fault_usage(f,
                                   "--%s is an option of heapterm %s, not of heapterm %s; leave "
                                   "it out",
                                   row->name, commands[c]->name, s->command->name);
    }
    return HPT_OK;
}

static enum hpt_status check_together(const struct settings *s, uint32_t given, struct fault *f)
{
    if (is_given(given, "elf") && is_given(given, "heap"))
        return fault_usage(f,
                           "--elf and --heap both say where the heap lies; leave one of them out");
    if (is_given(given, "baud") && s->operand_count == 2 && s->command == &cmd_monitor)
        return fault_usage(f, "--baud and the operand %s both give the rate; leave one of them out",
                           s->operands[1]);
    return HPT_OK;
}

enum hpt_status options_parse(int argc, char **argv, struct settings *s, struct fault *f)
{
    uint32_t given = 0;
    enum hpt_status status = take_options(argc, argv, s, &given, f);

    if (status != HPT_OK)
        return status;
    status = operands_take(argc - optind, argv + optind, s, f);
    if (status != HPT_OK || s->help || s->version)
        return status;
    status = check_belonging(s, given, f);
    return status != HPT_OK ? status : check_together(s, given, f);
}
