#include "io/serial_news.h"

#include "base/plural.h"
#include "io/news_time.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(char text[NEWS_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(char text[NEWS_SIZE], const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text + used, NEWS_SIZE - used, format, arguments);
    va_end(arguments);
}

void news_of_loss(char text[NEWS_SIZE], const char *name, size_t unsent)
{
    text[0] = '\0';
    add(text, "%s went away", name);
    news_add_time(text, NEWS_SIZE);
    if (unsent > 0)
        add(text, ", and %zu byte%s on the way to it %s lost", unsent, plural(unsent), are(unsent));
    add(text, "; waiting for it to come back");
}

static void add_change(char text[NEWS_SIZE], const struct serial_return *r)
{
    char title[PATH_SIZE];

    if (!r->before->is_usb)
        return;
    if (!port_is_same(r->before, r->now)) {
        port_title(r->now, title, sizeof title);
        add(text, "; it is another board now (%s)", title);
    } else if (strcmp(r->before->path, r->now->path) != 0) {
        add(text, "; the board is %s now", r->now->path);
    }
}

void news_of_return(char text[NEWS_SIZE], const struct serial_return *r)
{
    text[0] = '\0';
    add(text, "%s is %s", r->name, r->is_first ? "there" : "back");
    news_add_time(text, NEWS_SIZE);
    if (!r->is_first) {
        add(text, ", after %.1f s", (double)r->away_us / 1e6);
        add_change(text, r);
    }
    if (r->unsent > 0)
        add(text, "; %zu byte%s typed meanwhile %s not sent", r->unsent, plural(r->unsent),
            were(r->unsent));
}

bool news_of_node(char text[NEWS_SIZE], const char *given, const struct port_info *info)
{
    char title[PATH_SIZE];

    text[0] = '\0';
    if (info->path[0] == '\0' || strcmp(given, info->path) == 0)
        return false;
    add(text, "%s is %s", given, info->path);
    port_title(info, title, sizeof title);
    if (info->is_usb)
        add(text, " (%s)", title);
    return true;
}

bool news_of_baud(char text[NEWS_SIZE], const char *name, uint32_t set, uint32_t asked)
{
    text[0] = '\0';
    if (set == asked)
        return false;
    add(text, "%s runs at %lu baud, the nearest to %lu that its driver can do", name,
        (unsigned long)set, (unsigned long)asked);
    return true;
}

void news_of_no_wires(char text[NEWS_SIZE], const char *name)
{
    text[0] = '\0';
    add(text, "%s has no DTR and RTS lines; --dtr and --rts change nothing", name);
}

void news_of_refusal(char text[NEWS_SIZE], const struct fault *why)
{
    text[0] = '\0';
    add(text, "%s; trying again each second", why->message);
}

void news_of_reset(char text[NEWS_SIZE], const char *name, const struct fault *fault)
{
    text[0] = '\0';
    if (fault->status != HPT_OK)
        add(text, "%s", fault->message);
    else
        add(text, "the board behind %s was reset", name);
}
