/* heapterm: the serial terminal that sees your heap. */
#include "cli/config.h"
#include "cli/options.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct command *const commands[] = {&cmd_monitor,     &cmd_tui,    &cmd_replay, &cmd_map,
                                          &cmd_explain,     &cmd_report, &cmd_diff,   &cmd_check,
                                          &cmd_record,      &cmd_info,   &cmd_ports,  &cmd_settings,
                                          &cmd_completions, &cmd_help,   NULL};

bool wants_color(const struct settings *s)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (s->color != COLOR_AUTO)
        return s->color == COLOR_ALWAYS;
    if (no_color != NULL && *no_color != '\0')
        return false;
    return isatty(STDOUT_FILENO) == 1 && (term == NULL || strcmp(term, "dumb") != 0);
}

/* A program may be started with its standard descriptors closed. A port that is then opened as
 * number 1 would be written to. What is opened here fails as a closed one would: it is at its end
 * for reading, and refuses to be written. */
static void fill_descriptors(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        (void)close(fd);
}

/* Whoever started us sees what ended us. */
static void end_by_signal(int number)
{
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

int main(int argc, char **argv)
{
    struct config config = {0};
    struct settings typed;
    struct settings settings = {
        .config = &config,
        .typed = &typed,
        .source = {.baud = 115200, .framing = {.data_bits = 8, .parity = 'N', .stop_bits = 1}},
        .end_key = 3,   /* Ctrl-C */
        .menu_key = 20, /* Ctrl-T */
    };
    struct fault fault = {0};
    int code = EXIT_USAGE;

    fill_descriptors();
    (void)signal(SIGPIPE, SIG_IGN);
    /* For the letters of a line that is edited; devices write UTF-8 whatever the shell does. */
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)signal(SIGXFSZ,
                 SIG_IGN); /* a file that may not become larger: the write fails and says so */
    if (options_parse(argc, argv, &settings, &fault) == HPT_OK) {
        const struct command *c = settings.command;
        code = settings.help || settings.version ? cmd_help.run(&settings, &fault)
                                                 : c->run(&settings, &fault);
    } else {
        code = fault.exit_code;
    }
    config_release(&config);
    if (code > 128)
        end_by_signal(code - 128);
    if (fault.status != HPT_OK)
        fault_print(&fault);
    return code;
}
