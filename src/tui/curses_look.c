#include "tui/curses.h"
#include "tui/theme.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* Behind our own headers: they make macros of names such as KEY_UP, columns and lines. */
#define NCURSES_NOMACROS
#include <ncurses.h>

#include <term.h>

static const char *text_of(const char *name)
{
    const char *text = tigetstr(name);

    return text == (char *)-1 ? NULL : text;
}

/* Terminals with direct colours take numbers for red, green and blue, but for the first eight. */
static int count_colors(void)
{
    int colors = tigetnum("colors");
    bool is_direct = tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || text_of("RGB") != NULL;

    if (colors > 256 && is_direct)
        return 8;
    return colors >= 256 ? 256 : colors >= 16 ? 16 : colors >= 8 ? 8 : 0;
}

/* The locale of who started us, whatever the program has made of it for itself. */
static bool locale_is_utf8(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

    if (locale == (locale_t)0)
        return false;
    bool is_utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return is_utf8;
}

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);

    return value != NULL && *value != '\0';
}

bool curses_look(int fd, struct look *look, int *colors, const char **why)
{
    int found = 0;

    if (!is_set("TERM")) {
        *why = "TERM does not say which terminal this is";
        return false;
    }
    (void)use_extended_names(TRUE);
    if (setupterm(NULL, fd, &found) != OK) {
        *why = found == 0 ? "TERM names a terminal that terminfo does not know"
                          : "terminfo has no description of the terminal that TERM names";
        return false;
    }
    bool can_place = text_of("cup") != NULL && text_of("clear") != NULL;
    *colors = count_colors();
    (void)del_curterm(cur_term);
    if (!can_place) {
        *why = "the terminal, as TERM names it, cannot place text on its screen";
        return false;
    }
    *look = (struct look){.is_ascii = !locale_is_utf8(),
                          .colors = is_set("NO_COLOR") ? 0 : *colors,
                          .is_light = theme_is_light(getenv("COLORFGBG"))};
    return true;
}
