/* Completion in fish. */
#include "base/str.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/operands.h"

static const char tail[] =
    "function __heapterm_command\n"
    "    set -l typed (__heapterm_typed)\n"
    "    if contains -- \"$typed[1]\" $__heapterm_commands\n"
    "        echo $typed[1]\n"
    "    else\n"
    "        echo monitor\n"
    "    end\n"
    "end\n"
    "\n"
    "function __heapterm_takes\n"
    "    contains -- (__heapterm_command) $argv\n"
    "end\n"
    "\n"
    "# Whether operand $argv[2] of the command $argv[1] is next; any number with *.\n"
    "function __heapterm_operand\n"
    "    set -l typed (__heapterm_typed)\n"
    "    contains -- \"$typed[1]\" $__heapterm_commands; and set -e typed[1]\n"
    "    test (__heapterm_command) = $argv[1]\n"
    "    and begin\n"
    "        test $argv[2] = '*'; or test (count $typed) = $argv[2]\n"
    "    end\n"
    "end\n"
    "\n"
    "function __heapterm_first\n"
    "    test (count (__heapterm_typed)) = 0\n"
    "end\n"
    "\n"
    "function __heapterm_ports\n"
    "    set -l root $HEAPTERM_ROOT ''\n"
    "    for port in $root[1]/dev/{ttyACM,ttyUSB,serial/by-id/}*\n"
    "        printf '%s\\tport\\n' (string replace -- \"$root[1]\" '' $port)\n"
    "    end\n"
    "end\n"
    "\n"
    "function __heapterm_profiles\n"
    "    for profile in (heapterm settings --profiles 2>/dev/null)\n"
    "        printf '%s\\tprofile\\n' $profile\n"
    "    end\n"
    "end\n"
    "\n"
    "complete -c heapterm -f\n";

/* Text as a word between single quotes. */
static void quoted(struct hpt_out *o, struct hpt_str text)
{
    out_char(o, '\'');
    completion_escape(o, text, "'\\");
    out_char(o, '\'');
}

static void values(struct hpt_out *o, const struct completion *c)
{
    static const char *const ways[] = {
        [COMPLETE_NOTHING] = " -f",
        [COMPLETE_FILE] = " -F",
        [COMPLETE_DIRECTORY] = " -f -a '(__fish_complete_directories)'",
        [COMPLETE_PORT] = " -f -a '(__heapterm_ports)'",
        [COMPLETE_INPUT] = " -F -a '(__heapterm_ports; __heapterm_profiles)'",
        [COMPLETE_PROFILE] = " -f -a '(__heapterm_profiles)'",
        [COMPLETE_COMMAND] = " -f -a \"options $__heapterm_commands\"",
        [COMPLETE_WORDS] = NULL,
    };

    if (c->kind == COMPLETE_WORDS)
        out_format(o, " -f -a '%s'", c->words);
    else
        out_text(o, ways[c->kind]);
}

static void option(struct hpt_out *o, const struct option_row *row)
{
    out_text(o, "complete -c heapterm -n '__heapterm_takes");
    for (size_t i = 0; commands[i] != NULL; i++)
        if (option_belongs(row, commands[i]))
            out_format(o, " %s", commands[i]->name);
    out_format(o, "' -l %s", row->name);
    if (row->letter != '\0')
        out_format(o, " -s %c", row->letter);
    if (row->argument != NULL) {
        struct completion c = completion_of_value(row);
        out_text(o, " -r");
        values(o, &c);
    }
    out_text(o, " -d ");
    quoted(o, help_gist(row->about));
    out_char(o, '\n');
}

static void operands(struct hpt_out *o, const struct command *c)
{
    char name[OPERAND_NAME_SIZE];
    bool repeats = completion_repeats(c);
    size_t last = repeats ? 1 : c->most_operands;

    for (size_t i = 0; i < last && operand_name(c, i, name); i++) {
        struct completion completion = completion_of_operand(name);
        out_format(o, "complete -c heapterm -n '__heapterm_operand %s ", c->name);
        if (repeats)
            out_text(o, "\"*\"'");
        else
            out_format(o, "%zu'", i);
        values(o, &completion);
        out_char(o, '\n');
    }
}

void complete_fish(struct hpt_out *o)
{
    const struct option_row *row;

    out_text(o, "# fish completion for heapterm, written by: heapterm completions fish\n\n"
                "set -g __heapterm_commands ");
    completion_commands(o, " ");
    out_text(o, "\n\n# What was typed and is neither an option nor the value of one.\n"
                "function __heapterm_typed\n    set -l words (commandline -opc)\n"
                "    set -l is_value 0\n    for word in $words[2..]\n"
                "        if test $is_value = 1\n            set is_value 0\n"
                "        else if contains -- $word ");
    completion_with_value(o, " ");
    out_text(o, "\n            set is_value 1\n        else if not string match -q -- '-?*' $word\n"
                "            echo $word\n        end\n    end\nend\n\n");
    out_text(o, tail);
    for (size_t i = 0; commands[i] != NULL; i++) {
        out_format(o, "complete -c heapterm -n __heapterm_first -a %s -d ", commands[i]->name);
        quoted(o, help_gist(commands[i]->about));
        out_char(o, '\n');
    }
    for (size_t i = 0; (row = option_at(i)) != NULL; i++)
        option(o, row);
    for (size_t i = 0; commands[i] != NULL; i++)
        operands(o, commands[i]);
}
