#include "cli/help.h"
#include "cli/output.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

static enum hpt_status write_help(const struct settings *s, struct hpt_out *o, struct fault *f)
{
    const char *topic = s->operand_count > 0 ? s->operands[0] : NULL;
    const struct command *c = topic != NULL ? command_find(topic) : NULL;

    if (topic != NULL && c == NULL)
        return fault_usage(f, "there is no command %s to help with; heapterm help lists them",
                           topic);
    if (s->man)
        help_man(o);
    else if (c != NULL)
        help_command(o, c);
    else
        help_overview(o);
    return HPT_OK;
}

static int run(const struct settings *s, struct fault *f)
{
    struct output output;

    output_open(&output, STDOUT_FILENO);
    if (s->version)
        help_version(&output.out);
    else if (s->help && s->command_named)
        help_command(&output.out, s->command);
    else
        (void)write_help(s, &output.out, f);
    output_flush(&output);
    output_close(&output);
    (void)output_fault(&output, f);
    return output.error == EPIPE ? 128 + SIGPIPE : f->exit_code;
}

const struct command cmd_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .about = "this text, or what a command does and the options it takes",
    .detail = "Without COMMAND an overview.",
    .bit = FOR_HELP,
    .least_operands = 0,
    .most_operands = 1,
    .run = run,
};
