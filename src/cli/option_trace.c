/* Options: what the trace is, and how it is read. */
#include "cli/numbers.h"
#include "cli/options.h"
#include "symbols/skip.h"

#include <stdio.h>
#include <string.h>

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

static bool set_dialect(struct settings *s, const char *value)
{
    s->tracker.dialect = value;
    return is_named(hpt_dialects(), value);
}

static bool set_allocator(struct settings *s, const char *value)
{
    bool by_trace = strcmp(value, "auto") == 0;

    s->tracker.allocator = by_trace ? NULL : value;
    return by_trace || is_named(hpt_allocators(), value);
}

static bool set_heap(struct settings *s, const char *value)
{
    s->tracker.heap_given = true;
    return heap_parse(value, &s->tracker.heap_start, &s->tracker.heap_size);
}

static bool set_elf(struct settings *s, const char *value)
{
    if (s->elf == NULL)
        s->elf = value;
    else
        s->elf_after = value;
    return *value != '\0';
}

static bool set_skip_frames(struct settings *s, const char *value)
{
    s->skip_frames = value;
    return skip_is_good(value);
}

static bool set_at(struct settings *s, const char *value)
{
    bool is_second = s->at_words[0] != NULL;

    s->at_words[is_second] = value;
    return moment_parse(value, is_second ? &s->at_after : &s->at);
}

OPTION_FLAG(set_check, tracker.check)
OPTION_FLAG(set_no_map, tracker.account_only)

static const struct option_row rows[] = {
    {0, "at", "WHEN", FOR_MAP | FOR_EXPLAIN | FOR_DIFF | FOR_REPORT,
     "the instant: end, peak (the first with the most live bytes), fail (the first failed "
     "allocation), fail:N, event:N, line:N, byte:N "
     "(when N bytes have been read), mark:N or mark:TEXT (the first mark that contains it; see "
     "--mark), or with a recording a time such as 12.5s; end unless given, "
     "with explain the last failure, if there is one; diff takes two",
     set_at,
     "end, peak, fail, fail:N, event:N, line:N, byte:N, mark:N, mark:TEXT or a time such as "
     "12.5s",
     NULL, .preset = "end", .values = "end peak fail", .repeats = FOR_DIFF, .most = 2,
     .is_common = true},
    {0, "heap", "RANGE", FOR_INPUTS,
     "where the heap lies, for devices that do not print it: START:SIZE or START..END, decimal or "
     "0x, SIZE also with K or M",
     set_heap, "START:SIZE or START..END, below 2 GiB, such as 0x20002000:8K", NULL,
     .is_common = true},
    {0, "elf", "FILE", FOR_LINES,
     "the firmware's ELF file: who allocates is named by function and line, the heap's bounds come "
     "from the linker's symbols, and a recording keeps its build id",
     set_elf, "the name of a file", NULL, .repeats = FOR_DIFF, .most = 2, .is_common = true},
    {0, "skip-frames", "NAMES", FOR_INPUTS,
     "functions that only pass on to malloc, with commas between, a * at the end for any ending: "
     "with --elf their caller is named instead",
     set_skip_frames, "names with commas between, such as my_alloc,pool_*", NULL},
    {0, "dialect", "NAME", FOR_INPUTS | FOR_INFO, "read trace lines of this format only",
     set_dialect, NULL, refuse_dialect, .names = hpt_dialects},
    {0, "allocator", "NAME", FOR_INPUTS,
     "the device's allocator; auto, which is the default, chooses the one that explains the trace",
     set_allocator, NULL, refuse_allocator, .names = hpt_allocators},
    {0, "no-map", NULL, FOR_MONITOR | FOR_REPLAY,
     "count live blocks and bytes only, without heaps, predictions and reasons: faster, for long "
     "logs",
     set_no_map, NULL, NULL},
    {0, "check", NULL, FOR_INPUTS, "verify heapterm's own model after every event (slow)",
     set_check, NULL, NULL},
    {0},
};

const struct option_group group_trace = {"Heap trace", rows};
