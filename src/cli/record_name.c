#include "cli/record_name.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PART_MOST = 64 };

static void plain_part(char part[PART_MOST], const char *input)
{
    const char *scheme = strstr(input, "://");
    const char *last = scheme != NULL ? scheme + 3 : strrchr(input, '/');
    size_t used = 0;

    if (strcmp(input, "-") == 0)
        last = "stdin";
    else if (last == NULL)
        last = input;
    else if (scheme == NULL)
        last++;
    for (; *last != '\0' && used < PART_MOST - 1; last++) {
        bool is_plain = isalnum((unsigned char)*last) != 0 || *last == '_' || *last == '.';
        if (is_plain && !(used == 0 && *last == '.'))
            part[used++] = *last;
        else if (used > 0 && part[used - 1] != '-')
            part[used++] = '-';
    }
    while (used > 0 && part[used - 1] == '-')
        used--;
    part[used] = '\0';
}

bool record_name(char name[PATH_MAX], const char *directory, const char *input, time_t now)
{
    char part[PART_MOST], when[32], number[16] = "";
    struct tm local = {0};

    plain_part(part, input);
    (void)localtime_r(&now, &local);
    (void)strftime(when, sizeof when, "%Y%m%d-%H%M%S", &local);
    for (unsigned i = 2; i < 1000; i++) {
        int size = snprintf(name, PATH_MAX, "%s/%s-%s%s.hpt", directory,
                            *part != '\0' ? part : "input", when, number);
        if (size < 0 || size >= PATH_MAX)
            return false;
        if (access(name, F_OK) != 0)
            return true;
        (void)snprintf(number, sizeof number, "-%u", i);
    }
    return false;
}
