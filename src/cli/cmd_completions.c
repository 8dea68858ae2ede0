#include "base/str.h"
#include "cli/answer.h"
#include "cli/completion.h"

static enum hpt_status tell(const struct settings *s, struct hpt_out *o, struct fault *f)
{
    static const struct {
        const char *name;
        void (*write)(struct hpt_out *o);
    } shells[] = {{"bash", complete_bash}, {"zsh", complete_zsh}, {"fish", complete_fish}};

    for (size_t i = 0; i < COUNT(shells); i++)
        if (strcmp(shells[i].name, s->operands[0]) == 0) {
            shells[i].write(o);
            return HPT_OK;
        }
    return fault_usage(f, "heapterm completes in bash, zsh and fish, not in %s", s->operands[0]);
}

static int run(const struct settings *s, struct fault *f)
{
    return answer(s, tell, f);
}

const struct command cmd_completions = {
    .name = "completions",
    .operands = "bash|zsh|fish",
    .about = "a script for bash, zsh or fish that completes words",
    .detail = "Writes the script. An installed heapterm has brought it along; otherwise, for bash: "
              "source <(heapterm completions bash); for zsh the same with zsh, after compinit; for "
              "fish: heapterm completions fish | source.",
    .bit = FOR_COMPLETIONS,
    .least_operands = 1,
    .most_operands = 1,
    .run = run,
};
