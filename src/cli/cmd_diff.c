#include "base/out.h"
#include "cli/instant.h"

#include <stdio.h>

/* One of the two instants. Its input is read, and closed, before the other one is opened; or both
 * are read at once, from one input that can be read only once. */
struct side {
    struct settings settings; /* as if this were the only one */
    struct naming naming;     /* longer than the run: the inventory has its names */
    struct instant instant;
    struct hpt_census *census;
    struct hpt_inventory inventory;
    char name[512];
    const struct side *before; /* the answer is written with the second one */
    bool has_answer;
    struct fault fault;
};

static void write_diff(const struct side *s, struct hpt_out *out, struct fault *f)
{
    struct hpt_diff diff;

    if (hpt_diff_make(&diff, &s->before->inventory, &s->inventory, s->settings.policy) != HPT_OK)
        (void)fault_memory(f);
    else if (s->settings.json)
        hpt_write_diff_json(out, &diff, s->before->name, s->name);
    else
        hpt_write_diff(out, &diff, s->before->name, s->name);
    hpt_diff_release(&diff);
}

/* Half a file is no instant that somebody asked for. */
static bool is_cut(const struct instant *i)
{
    return !i->is_reached && i->session.end == SESSION_INTERRUPTED && i->session.is_partial;
}

static void on_instant(void *self, const struct hpt_state *state, struct hpt_out *out,
                       struct fault *f)
{
    struct side *s = self;

    if (is_cut(&s->instant))
        (void)fault_input(f, "interrupted before %s was read; nothing was compared",
                          input_name(&s->settings));
    else if (hpt_census_take(s->census, state, &s->inventory) != HPT_OK)
        (void)fault_memory(f);
    else
        s->has_answer = true;
    if (s->has_answer && s->before != NULL && s->before->has_answer)
        write_diff(s, out, f);
}

/* True when it can be read; close_side follows in any case. */
static bool open_side(struct side *s, bool is_fed)
{
    const struct instant_client client = {.self = s,
                                          .is_fed = is_fed,
                                          .needs_trace = true,
                                          .at_end = "the comparison",
                                          .answer = on_instant};

    s->census = hpt_census_new(naming_namer(s->settings.naming));
    if (s->census == NULL) {
        (void)fault_memory(&s->fault);
        return false;
    }
    if (instant_open(&s->instant, &s->settings, &client, NULL, &s->fault) != HPT_OK)
        return false;
    const struct hpt_observer observer = hpt_census_observer(s->census);
    if (hpt_observe(s->instant.session.tracker, &observer) == HPT_OK)
        return true;
    (void)fault_memory(&s->fault);
    return false;
}

/* The exit code; with `has_answer` 0, or that of an input whose end cannot be read. */
static int close_side(struct side *s)
{
    return s->census != NULL ? instant_close(&s->instant) : s->fault.exit_code;
}

static int read_side(struct side *s)
{
    if (open_side(s, false))
        session_run(&s->instant.session);
    return close_side(s);
}

static void name_side(struct side *s, const char *at)
{
    (void)snprintf(s->name, sizeof s->name, "%s%s%s", input_name(&s->settings),
                   at != NULL ? " at " : "", at != NULL ? at : "");
}

/* Two builds, or one. */
static enum hpt_status open_names(struct side *before, struct side *after, struct fault *f)
{
    bool has_own = after->settings.elf != before->settings.elf;

    if (naming_open(&before->naming, &before->settings, f) != HPT_OK)
        return f->status;
    before->settings.naming = after->settings.naming = &before->naming;
    if (has_own && naming_open(&after->naming, &after->settings, f) != HPT_OK)
        return f->status;
    if (has_own)
        after->settings.naming = &after->naming;
    return HPT_OK;
}

/* Each side gets its own input, instant and image; what there is once holds for both. */
static void share_out(const struct settings *settings, struct side *before, struct side *after)
{
    const char *const *at = settings->at_words;

    before->settings = after->settings = *settings;
    before->settings.operand_count = after->settings.operand_count = 1;
    if (settings->operand_count > 1)
        after->settings.operands = settings->operands + 1;
    if (at[1] != NULL)
        after->settings.at = settings->at_after;
    if (settings->elf_after != NULL)
        after->settings.elf = settings->elf_after;
    after->before = before;
    name_side(before, at[0]);
    name_side(after, at[1] != NULL ? at[1] : at[0]);
}

/* Is it one input that can be read only once, a pipe or a port? */
static bool is_one_stream(const struct settings *s)
{
    return s->operand_count == 1 && !input_is_read_again(s->operands[0]);
}

static enum hpt_status check_inputs(const struct settings *s, struct fault *f)
{
    if (s->operand_count > 1)
        return HPT_OK;
    if (s->at_words[1] == NULL)
        return fault_usage(f, "heapterm diff of one input needs two instants; give --at twice, or "
                              "a second input");
    if (is_one_stream(s) && (s->at.kind == AT_PEAK || s->at_after.kind == AT_PEAK))
        return fault_usage(f,
                           "the peak of %s is known at its end only, and it cannot be read twice; "
                           "record it first",
                           input_name(s));
    if (is_one_stream(s) && (s->at.kind == AT_TIME || s->at_after.kind == AT_TIME))
        return fault_usage(f,
                           "%s is no file, and two instants of it cannot be given as times; give "
                           "--at event:N, line:N or mark:N, or record it first",
                           input_name(s));
    return HPT_OK;
}

/* The first side's fault is the one to tell, if it has no answer. Where both lack something, both
 * are told: one of them here, as main tells only one. */
static int settle_faults(const struct side *before, const struct side *after, const int codes[2],
                         struct fault *f)
{
    *f = before->fault;
    if (f->status != HPT_OK && !before->has_answer)
        return codes[0];
    if (f->status != HPT_OK && after->fault.status != HPT_OK)
        fault_print(f);
    if (after->fault.status != HPT_OK)
        *f = after->fault;
    return codes[1];
}

/* In one pass, whichever comes first. */
static int compare_stream(struct side *before, struct side *after, struct fault *f)
{
    if (open_side(before, true) && open_side(after, false)) {
        instant_join(&after->instant, &before->instant);
        session_run(&after->instant.session);
    }
    const int first = close_side(before);
    const int codes[2] = {first, close_side(after)};

    return settle_faults(before, after, codes, f);
}

static int compare(struct side *before, struct side *after, struct fault *f)
{
    const int first = read_side(before);
    const int codes[2] = {first, before->has_answer ? read_side(after) : first};

    return settle_faults(before, after, codes, f);
}

static void release(struct side *s)
{
    hpt_inventory_release(&s->inventory);
    hpt_census_free(s->census);
    naming_close(&s->naming);
}

static int run(const struct settings *settings, struct fault *f)
{
    static struct side before, after; /* too large for some stacks */

    if (check_inputs(settings, f) != HPT_OK)
        return f->exit_code;
    share_out(settings, &before, &after);
    int code = 0;
    if (open_names(&before, &after, f) == HPT_OK)
        code = is_one_stream(settings) ? compare_stream(&before, &after, f)
                                       : compare(&before, &after, f);
    release(&before);
    release(&after);
    return code != 0 ? code : f->exit_code;
}

const struct command cmd_diff = {
    .name = "diff",
    .operands = "INPUT [INPUT]",
    .about = "what changed between two runs or two instants",
    .detail = "Reads both inputs, each up to its instant, and says what is new, grown, shrunk and "
              "gone, by call site: by function with --elf, where the device prints none by "
              "requested size. --at given once holds for both inputs, given twice for one each; "
              "with one input it is needed twice, and a pipe or a port is read once for both. "
              "--elf given twice is for two builds.",
    .bit = FOR_DIFF,
    .least_operands = 1,
    .most_operands = 2,
    .run = run,
};
