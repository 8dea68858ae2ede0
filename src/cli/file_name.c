#include "cli/file_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void drop_end(char *path)
{
    size_t length = strlen(path);

    while (length > 0 && path[length - 1] == ' ')
        length--;
    path[length] = '\0';
}

void file_name_drop_backslashes(char *path)
{
    char *to = path;

    for (const char *from = path; *from != '\0'; from++) {
        if (*from == '\\' && from[1] != '\0')
            from++;
        *to++ = *from;
    }
    *to = '\0';
}

bool file_name_home(const char *typed, char path[PATH_MAX])
{
    const char *home = getenv("HOME");
    bool is_home = home != NULL && strncmp(typed, "~/", 2) == 0;
    int length = snprintf(path, PATH_MAX, "%s%s", is_home ? home : "", is_home ? typed + 1 : typed);

    return length >= 0 && length < PATH_MAX;
}

bool file_name_take(const char *typed, char path[PATH_MAX])
{
    if (!file_name_home(typed, path) || *path == '\0')
        return false;
    if (access(path, F_OK) != 0)
        drop_end(path);
    if (access(path, F_OK) != 0)
        file_name_drop_backslashes(path);
    return *path != '\0';
}
