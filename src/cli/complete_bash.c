/* Completion in bash. Words are compared here and not by compgen -W, which would expand them. */
#include "cli/completion.h"
#include "cli/operands.h"

static const char tail[] =
    "_heapterm_ports()\n"
    "{\n"
    "    local pattern port\n"
    "    for pattern in /dev/ttyACM /dev/ttyUSB /dev/serial/by-id/; do\n"
    "        for port in \"$HEAPTERM_ROOT$pattern\"*; do\n"
    "            [[ -e $port ]] && echo \"${port#\"$HEAPTERM_ROOT\"}\"\n"
    "        done\n"
    "    done\n"
    "}\n"
    "\n"
    "# Those lines of $1 that begin as what is typed.\n"
    "_heapterm_keep()\n"
    "{\n"
    "    local word\n"
    "    while IFS= read -r word; do\n"
    "        [[ -n $word && $word == \"$cur\"* ]] && COMPREPLY+=(\"$word\")\n"
    "    done <<<\"$1\"\n"
    "}\n"
    "\n"
    "# Those that need no quotes: bash would not put quotes around $ and `.\n"
    "_heapterm_profiles()\n"
    "{\n"
    "    local name\n"
    "    heapterm settings --profiles 2>/dev/null | while IFS= read -r name; do\n"
    "        [[ $name == \"$(printf %q \"$name\")\" ]] && echo \"$name\"\n"
    "    done\n"
    "}\n"
    "\n"
    "# Without a port or a profile that fits, bash itself completes names of files.\n"
    "_heapterm_inputs()\n"
    "{\n"
    "    _heapterm_keep \"$(_heapterm_ports)\"\n"
    "    [[ $kind == input ]] || return\n"
    "    _heapterm_keep \"$(_heapterm_profiles)\"\n"
    "    [[ ${#COMPREPLY[@]} -gt 0 ]] && _heapterm_keep \"$(compgen -f -- \"$cur\")\"\n"
    "}\n"
    "\n"
    "_heapterm_reply()\n"
    "{\n"
    "    case $kind in\n"
    "    words) _heapterm_keep \"${list// /$'\\n'}\" ;;\n"
    "    profile) _heapterm_keep \"$(_heapterm_profiles)\" ;;\n"
    "    port | input) _heapterm_inputs ;;\n"
    "    esac\n"
    "    case $kind in\n"
    "    input | file) compopt -o filenames ;;\n"
    "    directory) compopt -o dirnames +o default +o bashdefault ;;\n"
    "    port | profile) compopt -o filenames +o default +o bashdefault ;;\n"
    "    *) compopt +o default +o bashdefault ;;\n"
    "    esac 2>/dev/null\n"
    "}\n"
    "\n"
    "# bash has cut the words at = and : as well.\n"
    "_heapterm()\n"
    "{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command='' kind=nothing list='' count=0 i word\n"
    "    COMPREPLY=()\n"
    "    if [[ $cur == '=' ]]; then\n"
    "        cur=''\n"
    "    elif [[ $prev == '=' ]]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        if [[ $word == '=' || $word == ':' ]]; then\n"
    "            ((i++))\n"
    "        elif [[ $word == -?* ]]; then\n"
    "            _heapterm_value \"$word\" && [[ ${COMP_WORDS[i + 1]} != '=' ]] && ((i++))\n"
    "        elif [[ -z $command ]] && _heapterm_options \"$word\"; then\n"
    "            command=$word\n"
    "        else\n"
    "            command=${command:-monitor}\n"
    "            ((count++))\n"
    "        fi\n"
    "    done\n"
    "    if [[ $prev == -?* ]] && _heapterm_value \"$prev\"; then\n"
    "        _heapterm_reply\n"
    "        return\n"
    "    fi\n"
    "    if [[ $cur == -* ]]; then\n"
    "        _heapterm_options \"${command:-monitor}\"\n"
    "        kind=words\n"
    "    else\n"
    "        [[ -z $command ]] && _heapterm_keep \"${_heapterm_commands// /$'\\n'}\"\n"
    "        _heapterm_operand \"${command:-monitor}\" \"$count\"\n"
    "    fi\n"
    "    _heapterm_reply\n"
    "}\n"
    "\n"
    "complete -o bashdefault -o default -F _heapterm heapterm\n";

static void kind(struct hpt_out *o, const struct completion *c)
{
    static const char *const kinds[] = {
        [COMPLETE_NOTHING] = "nothing",     [COMPLETE_FILE] = "file",
        [COMPLETE_DIRECTORY] = "directory", [COMPLETE_PORT] = "port",
        [COMPLETE_INPUT] = "input",         [COMPLETE_PROFILE] = "profile",
        [COMPLETE_COMMAND] = "words",       [COMPLETE_WORDS] = "words",
    };

    out_format(o, "kind=%s", kinds[c->kind]);
    if (c->kind == COMPLETE_COMMAND)
        out_text(o, " list=\"options $_heapterm_commands\"");
    else if (c->kind == COMPLETE_WORDS)
        out_format(o, " list='%s'", c->words);
    out_text(o, " ;;\n");
}

static void values(struct hpt_out *o)
{
    const struct option_row *row;

    out_text(o, "# What an option takes, as kind and list; false if it takes nothing.\n"
                "_heapterm_value()\n{\n    case $1 in\n");
    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        if (row->argument == NULL)
            continue;
        struct completion c = completion_of_value(row);
        out_format(o, "    --%s", row->name);
        if (row->letter != '\0')
            out_format(o, " | -%c", row->letter);
        out_text(o, ") ");
        kind(o, &c);
    }
    out_text(o, "    *) return 1 ;;\n    esac\n}\n\n");
}

static void options(struct hpt_out *o)
{
    const struct option_row *row;

    out_text(o, "# The options of a command, as list; false if there is no such command.\n"
                "_heapterm_options()\n{\n    case $1 in\n");
    for (size_t c = 0; commands[c] != NULL; c++) {
        const char *between = "";
        out_format(o, "    %s) list='", commands[c]->name);
        for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
            if (!option_belongs(row, commands[c]))
                continue;
            out_format(o, "%s--%s", between, row->name);
            between = " ";
            if (row->letter != '\0')
                out_format(o, " -%c", row->letter);
        }
        out_text(o, "' ;;\n");
    }
    out_text(o, "    *) return 1 ;;\n    esac\n}\n\n");
}

static void operands(struct hpt_out *o)
{
    char name[OPERAND_NAME_SIZE];

    out_text(o, "# What an operand of a command may be, as kind and list.\n"
                "_heapterm_operand()\n{\n    case $1/$2 in\n");
    for (size_t c = 0; commands[c] != NULL; c++) {
        bool repeats = completion_repeats(commands[c]);
        size_t last = repeats ? 1 : commands[c]->most_operands;
        for (size_t i = 0; i < last && operand_name(commands[c], i, name); i++) {
            struct completion completion = completion_of_operand(name);
            if (repeats)
                out_format(o, "    %s/*) ", commands[c]->name);
            else
                out_format(o, "    %s/%zu) ", commands[c]->name, i);
            kind(o, &completion);
        }
    }
    out_text(o, "    *) kind=nothing ;;\n    esac\n}\n\n");
}

void complete_bash(struct hpt_out *o)
{
    out_text(o, "# bash completion for heapterm, written by: heapterm completions bash\n\n"
                "_heapterm_commands='");
    completion_commands(o, " ");
    out_text(o, "'\n\n");
    values(o);
    options(o);
    operands(o);
    out_text(o, tail);
}
