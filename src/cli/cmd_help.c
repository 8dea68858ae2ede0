#include "cli/answer.h"
#include "cli/help.h"

#include <string.h>

static enum hpt_status tell(const struct settings *s, struct hpt_out *o, struct fault *f)
{
    const char *topic = s->operand_count > 0 ? s->operands[0] : "";
    const struct command *c = s->help && s->command_named ? s->command : command_find(topic);

    if (s->version)
        help_version(o);
    else if (s->man)
        help_man(o);
    else if (c != NULL)
        help_command(o, c);
    else if (strcmp(topic, "options") == 0)
        help_options(o);
    else if (*topic == '\0')
        help_overview(o);
    else
        return fault_usage(f, "there is no command %s to help with; heapterm help lists them",
                           topic);
    return HPT_OK;
}

static int run(const struct settings *s, struct fault *f)
{
    return answer(s, tell, f);
}

const struct command cmd_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .about = "an overview, or what a command does and takes",
    .detail = "Without COMMAND an overview; heapterm help options lists all options, by groups.",
    .bit = FOR_HELP,
    .least_operands = 0,
    .most_operands = 1,
    .run = run,
};
