/* Completion in zsh, by its _arguments. */
#include "base/str.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/operands.h"

static const char head[] =
    "#compdef heapterm\n"
    "# zsh completion for heapterm, written by: heapterm completions zsh\n"
    "\n"
    "_heapterm_ports()\n"
    "{\n"
    "    local root=$HEAPTERM_ROOT\n"
    "    local -a ports=($root/dev/ttyACM*(N) $root/dev/ttyUSB*(N) $root/dev/serial/by-id/*(N))\n"
    "    ports=(${ports#$root})\n"
    "    compadd \"$@\" -a ports\n"
    "}\n"
    "\n"
    "_heapterm_profiles()\n"
    "{\n"
    "    local -a profiles=(${(f)\"$(heapterm settings --profiles 2>/dev/null)\"})\n"
    "    compadd \"$@\" -a profiles\n"
    "}\n"
    "\n"
    "_heapterm_inputs()\n"
    "{\n"
    "    _alternative 'ports:port:_heapterm_ports' 'profiles:profile:_heapterm_profiles' \\\n"
    "        'files:file:_files'\n"
    "}\n"
    "\n"
    "_heapterm_first()\n"
    "{\n"
    "    _alternative 'commands:command:_heapterm_commands' 'inputs:input:_heapterm_inputs'\n"
    "}\n"
    "\n"
    "_heapterm_topics()\n"
    "{\n"
    "    _alternative 'commands:command:_heapterm_commands' 'topics:topic:(options)'\n"
    "}\n"
    "\n";

/* Text between single quotes. */
static void quoted(struct hpt_out *o, struct hpt_str text, const char *special)
{
    for (const char *quote; (quote = memchr(text.at, '\'', text.len)) != NULL;) {
        size_t before = (size_t)(quote - text.at);
        completion_escape(o, (struct hpt_str){text.at, before}, special);
        out_text(o, "'\\''");
        str_skip(&text, before + 1);
    }
    completion_escape(o, text, special);
}

static void action(struct hpt_out *o, const struct completion *c)
{
    static const char *const actions[] = {
        [COMPLETE_NOTHING] = " ",
        [COMPLETE_FILE] = "_files",
        [COMPLETE_DIRECTORY] = "_files -/",
        [COMPLETE_PORT] = "_heapterm_ports",
        [COMPLETE_INPUT] = "_heapterm_inputs",
        [COMPLETE_PROFILE] = "_heapterm_profiles",
        [COMPLETE_COMMAND] = "_heapterm_topics",
        [COMPLETE_WORDS] = NULL,
    };

    if (c->kind == COMPLETE_WORDS)
        out_format(o, "(%s)", c->words);
    else
        out_text(o, actions[c->kind]);
}

static void option(struct hpt_out *o, const struct option_row *row)
{
    bool takes_value = row->argument != NULL, takes_no = !takes_value && !row->is_typed_only;

    out_text(o, " \\\n            ");
    if (row->letter != '\0')
        out_format(o, "'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter, row->name, row->letter,
                   takes_value ? "+" : "", row->name, takes_value ? "=" : "");
    else
        out_format(o, "'--%s%s[", row->name, takes_value ? "=" : takes_no ? "=-" : "");
    quoted(o, help_gist(row->about), "[]\\");
    out_char(o, ']');
    if (takes_value) {
        struct completion c = completion_of_value(row);
        out_char(o, ':');
        quoted(o, str_of(row->argument), ":\\");
        out_char(o, ':');
        action(o, &c);
    } else if (takes_no) {
        out_text(o, "::yes or no:(yes no)");
    }
    out_char(o, '\'');
}

/* `first`: what may stand first where no command is named. */
static void operands(struct hpt_out *o, const struct command *c, const char *first)
{
    char name[OPERAND_NAME_SIZE];
    bool repeats = completion_repeats(c);
    size_t last = repeats ? 1 : c->most_operands;

    for (size_t i = 0; i < last && operand_name(c, i, name); i++) {
        struct completion completion = completion_of_operand(name);
        out_text(o, " \\\n            '");
        if (repeats)
            out_text(o, "*:");
        else
            out_format(o, "%zu:%s", i + 1, i < c->least_operands ? "" : ":");
        quoted(o, str_of(name), ":\\");
        out_char(o, ':');
        if (i == 0 && first != NULL)
            out_text(o, first);
        else
            action(o, &completion);
        out_char(o, '\'');
    }
}

static void arguments(struct hpt_out *o, const struct command *c, const char *first)
{
    const struct option_row *row;

    out_format(o, "    (%s)\n        _arguments -s -S", first != NULL ? "''" : c->name);
    for (size_t i = 0; (row = option_at(i)) != NULL; i++)
        if (option_belongs(row, c))
            option(o, row);
    operands(o, c, first);
    out_text(o, "\n        ;;\n");
}

static void command_list(struct hpt_out *o)
{
    out_text(o, "_heapterm_commands()\n{\n    local -a list=(\n");
    for (size_t i = 0; commands[i] != NULL; i++) {
        out_format(o, "        '%s:", commands[i]->name);
        quoted(o, help_gist(commands[i]->about), ":\\");
        out_text(o, "'\n");
    }
    out_text(o, "    )\n    _describe -t commands command list \"$@\"\n}\n\n");
}

void complete_zsh(struct hpt_out *o)
{
    out_text(o, head);
    command_list(o);
    out_text(o, "_heapterm()\n{\n    local command='' i\n    for ((i = 2; i < CURRENT; i++)); do\n"
                "        case $words[i] in\n        (");
    completion_commands(o, "|");
    out_text(o, ")\n            command=$words[i]\n            words[i]=()\n"
                "            ((CURRENT--))\n            break ;;\n        (");
    completion_with_value(o, "|");
    out_text(o, ") ((i++)) ;;\n        (-*) ;;\n        (*) break ;;\n        esac\n    done\n"
                "    case $command in\n");
    arguments(o, commands[0], "_heapterm_first");
    for (size_t i = 0; commands[i] != NULL; i++)
        arguments(o, commands[i], NULL);
    out_text(o,
             "    esac\n}\n\n"
             "# Found in $fpath it is called to complete; given to source it makes itself known.\n"
             "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n    _heapterm \"$@\"\n"
             "else\n    compdef _heapterm heapterm\nfi\n");
}
