#include "cli/file_match.h"

#include "base/plural.h"
#include "cli/file_name.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The place of a name among those that are shown; FILES_SHOWN: it is behind them. */
static size_t place_of(const struct file_match *m, const char *name)
{
    size_t place = m->shown;

    while (place > 0 && strcmp(name, m->names[place - 1]) < 0)
        place--;
    return place;
}

static void show(struct file_match *m, const char *name)
{
    size_t place = place_of(m, name);

    if (place == FILES_SHOWN)
        return;
    if (m->shown < FILES_SHOWN)
        m->shown++;
    memmove(m->names + place + 1, m->names + place, (m->shown - 1 - place) * sizeof m->names[0]);
    (void)snprintf(m->names[place], sizeof m->names[place], "%s", name);
}

/* `rest`: of the name, behind what was typed. */
static void take(struct file_match *m, const char *name, const char *rest)
{
    size_t same = 0;

    m->count++;
    show(m, name);
    if (m->count == 1)
        (void)snprintf(m->more, sizeof m->more, "%s", rest);
    while (m->more[same] != '\0' && m->more[same] == rest[same])
        same++;
    m->more[same] = '\0';
}

static bool is_wanted(const char *name, const char *begin)
{
    if (strncmp(name, begin, strlen(begin)) != 0 || strchr(name, '\n') != NULL)
        return false;
    return *begin != '\0' || *name != '.';
}

/* Half a character is none: the names go on differently within it. */
static void drop_half_character(char *text, const char *name, size_t begin)
{
    size_t end = strlen(text);

    while (end > 0 && ((unsigned char)name[begin + end] & 0xc0) == 0x80)
        end--;
    text[end] = '\0';
}

static bool is_directory(const char *directory, const char *name)
{
    char path[PATH_MAX + NAME_MAX + 1];
    struct stat st;

    (void)snprintf(path, sizeof path, "%s%s", directory, name);
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* `path`: a directory with its slash, or nothing, and the beginning of a name. */
static void look_in(struct file_match *m, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *begin = slash != NULL ? slash + 1 : path;
    char directory[PATH_MAX];

    (void)snprintf(directory, sizeof directory, "%.*s", (int)(begin - path), path);
    DIR *open = opendir(directory[0] != '\0' ? directory : ".");
    if (open == NULL)
        return;
    for (struct dirent *e; (e = readdir(open)) != NULL;)
        if (is_wanted(e->d_name, begin) && strcmp(e->d_name, ".") != 0 &&
            strcmp(e->d_name, "..") != 0)
            take(m, e->d_name, e->d_name + strlen(begin));
    (void)closedir(open);
    if (m->count == 1 && is_directory(directory, m->names[0]))
        (void)strcat(m->more, "/");
    else if (m->count > 1)
        drop_half_character(m->more, m->names[0], strlen(begin));
}

void file_match_find(struct file_match *m, const char *typed)
{
    char path[PATH_MAX];

    m->count = m->shown = 0;
    m->more[0] = '\0';
    if (!file_name_home(typed, path))
        return;
    look_in(m, path);
    if (m->count > 0 || strchr(path, '\\') == NULL)
        return;
    file_name_drop_backslashes(path);
    look_in(m, path);
}

void file_match_list(const struct file_match *m, char *text, size_t size)
{
    const size_t room_for_rest = 40;
    size_t listed = 0;
    size_t used = (size_t)snprintf(text, size, "%zu file%s: ", m->count, plural(m->count));

    while (listed < m->shown &&
           used + strlen(m->names[listed]) + sizeof ", " + room_for_rest < size) {
        used += (size_t)snprintf(text + used, size - used, "%s%s", listed > 0 ? ", " : "",
                                 m->names[listed]);
        listed++;
    }
    if (listed < m->count)
        (void)snprintf(text + used, size - used, " and %zu more", m->count - listed);
}
