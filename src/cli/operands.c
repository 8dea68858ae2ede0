#include "cli/operands.h"

#include "base/nearest.h"
#include "cli/config.h"
#include "cli/numbers.h"
#include "cli/options.h"
#include "cli/profile.h"
#include "io/port_name.h"

#include <string.h>
#include <sys/stat.h>

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

const char *input_name(const struct settings *s)
{
    return strcmp(s->operands[0], "-") == 0 ? "standard input" : s->operands[0];
}

static const char *nearest_command(const char *word)
{
    const char *best = NULL;
    size_t least = SIZE_MAX;

    for (size_t i = 0; commands[i] != NULL; i++) {
        size_t distance = name_distance(word, commands[i]->name);
        if (distance < least && name_is_near(word, commands[i]->name)) {
            least = distance;
            best = commands[i]->name;
        }
    }
    return best;
}

/* Looks like the name of a command, not like that of a file or a port: letters and dashes, and
 * nothing of that name is there. */
static bool means_command(const char *word)
{
    struct stat st;

    return *word != '-' && !port_name_is_special(word) &&
           strspn(word, "abcdefghijklmnopqrstuvwxyz-") == strlen(word) && stat(word, &st) != 0;
}

static enum hpt_status fault_command(struct fault *f, const struct config *c, const char *word)
{
    const char *nearest = nearest_command(word);

    if (nearest == NULL)
        nearest = config_nearest_profile(c, word);
    if (nearest != NULL)
        return fault_usage(f, "there is no command, port or file %s; did you mean heapterm %s?",
                           word, nearest);
    return fault_usage(f, "there is no command, port or file %s; heapterm help lists the commands",
                       word);
}

/* Without a word the only board is meant. */
static enum hpt_status take_only_board(struct settings *s, struct fault *f)
{
    static char name[] = "auto";
    static char *words[] = {name, NULL};
    struct port_place place;
    struct fault several = {0};

    switch (port_find(name, NULL, &place, &several)) {
    case PORT_FOUND:
        s->operands = words;
        s->operand_count = 1;
        return HPT_OK;
    case PORT_UNCLEAR:
        return fault_usage(f, "what shall be read? %s, or try heapterm help",
                           several.message + strlen("auto "));
    case PORT_MISSING:
        break;
    }
    return fault_usage(f, "what shall be read? give a serial port, a log file, - or "
                          "tcp://HOST:PORT, or try heapterm help");
}

static enum hpt_status check_count(const struct settings *s, int count, char **words,
                                   struct fault *f)
{
    const struct command *c = s->command;

    if ((size_t)count < c->least_operands && operands_inputs(c, 1) == 0)
        return fault_usage(f, "heapterm %s lacks a word; use it as heapterm %s %s", c->name,
                           c->name, c->operands);
    if ((size_t)count < c->least_operands)
        return fault_usage(f,
                           "heapterm %s lacks its INPUT; give a serial port, %s- or "
                           "tcp://HOST:PORT",
                           c->name, c == &cmd_record ? "" : "a log file, ");
    if ((size_t)count > c->most_operands)
        return fault_usage(f, "'%s' is one word too many; use it as heapterm %s%s%s",
                           words[c->most_operands], c->name, *c->operands == '\0' ? "" : " ",
                           c->operands);
    return HPT_OK;
}

static enum hpt_status check_standard_input(const struct settings *s, struct fault *f)
{
    size_t times = 0;

    for (size_t i = 0; i < s->operand_count; i++)
        times += strcmp(s->operands[i], "-") == 0;
    if (times > 1)
        return fault_usage(f, "- is given twice, and standard input can be read once; leave one of "
                              "them out");
    return HPT_OK;
}

static enum hpt_status take_baud(struct settings *s, const char *word, struct fault *f)
{
    struct option_use *use = &s->uses[option_number("baud")];
    uint64_t baud;

    if (!number_parse(word, &baud) || baud == 0 || baud > UINT32_MAX)
        return fault_usage(f, "'%s' is no baud rate; give a number such as 115200", word);
    if (use->from != NULL)
        return fault_usage(f, "--baud and the operand %s both give the rate; leave one of them out",
                           word);
    *use = (struct option_use){.value = word, .from = from_command_line};
    s->source.baud = (uint32_t)baud;
    s->source.baud_given = true;
    return HPT_OK;
}

bool operand_name(const struct command *c, size_t number, char name[OPERAND_NAME_SIZE])
{
    const char *word = c->operands + strspn(c->operands, "[");
    size_t length = 0;

    for (size_t i = 0;; i++) {
        length = strcspn(word, ".] ");
        const char *after = word + length;
        if (i == number || strncmp(after, "...", 3) == 0)
            break;
        word = after + strspn(after, ".] [");
    }
    if (length == 0 || length >= OPERAND_NAME_SIZE)
        return false;
    memcpy(name, word, length);
    name[length] = '\0';
    return true;
}

size_t operands_inputs(const struct command *c, size_t count)
{
    char name[OPERAND_NAME_SIZE];
    size_t inputs = 0;

    for (size_t i = 0; i < count && operand_name(c, i, name); i++)
        inputs +=
            strcmp(name, "INPUT") == 0 || strcmp(name, "PORT") == 0 || strcmp(name, "FILE") == 0;
    return inputs;
}

enum hpt_status operands_take(int count, char **words, struct settings *s, struct fault *f)
{
    const struct command *named = count > 0 ? command_find(words[0]) : NULL;

    s->command = named != NULL ? named : commands[0];
    s->command_named = named != NULL;
    if (named != NULL) {
        count--;
        words++;
    }
    if (s->help || s->version)
        return HPT_OK;
    enum hpt_status status = profile_choose(s, &count, &words, f);
    if (status != HPT_OK)
        return status;
    if (count == 0 && s->command == &cmd_monitor)
        return take_only_board(s, f);
    if (named == NULL && means_command(words[0]))
        return fault_command(f, s->config, words[0]);
    status = check_count(s, count, words, f);
    if (status != HPT_OK)
        return status;
    s->operands = words;
    s->operand_count = (size_t)count;
    if ((s->command->bit & FOR_GOING_ON) == 0)
        s->source.no_reconnect = true;
    status = check_standard_input(s, f);
    if (status != HPT_OK)
        return status;
    bool has_baud = count == 2 && (s->command == &cmd_monitor || s->command == &cmd_tui);
    return has_baud ? take_baud(s, words[1], f) : HPT_OK;
}
