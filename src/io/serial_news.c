#include "io/serial_news.h"

#include "base/append.h"
#include "base/plural.h"
#include "io/news_time.h"

#include <string.h>

void news_of_loss(char text[NEWS_SIZE], const char *name, size_t unsent)
{
    text[0] = '\0';
    append(text, NEWS_SIZE, "%s went away", name);
    news_add_time(text, NEWS_SIZE);
    if (unsent > 0)
        append(text, NEWS_SIZE, ", and %zu byte%s on the way to it %s lost", unsent, plural(unsent),
               are(unsent));
    append(text, NEWS_SIZE, "; waiting for it to come back");
}

static void add_change(char text[NEWS_SIZE], const struct serial_return *r)
{
    char title[PATH_SIZE];

    if (!r->before->is_usb)
        return;
    if (!port_is_same(r->before, r->now)) {
        port_title(r->now, title, sizeof title);
        append(text, NEWS_SIZE, "; it is another board now (%s)", title);
    } else if (strcmp(r->before->path, r->now->path) != 0) {
        append(text, NEWS_SIZE, "; the board is %s now", r->now->path);
    }
}

void news_of_return(char text[NEWS_SIZE], const struct serial_return *r)
{
    text[0] = '\0';
    append(text, NEWS_SIZE, "%s is %s", r->name, r->is_first ? "there" : "back");
    news_add_time(text, NEWS_SIZE);
    if (!r->is_first) {
        append(text, NEWS_SIZE, ", after %.1f s", (double)r->away_us / 1e6);
        add_change(text, r);
    }
    if (r->unsent > 0)
        append(text, NEWS_SIZE, "; %zu byte%s typed meanwhile %s not sent", r->unsent,
               plural(r->unsent), were(r->unsent));
}

bool news_of_node(char text[NEWS_SIZE], const char *given, const struct port_info *info)
{
    char title[PATH_SIZE];

    text[0] = '\0';
    if (info->path[0] == '\0' || strcmp(given, info->path) == 0)
        return false;
    append(text, NEWS_SIZE, "%s is %s", given, info->path);
    port_title(info, title, sizeof title);
    if (info->is_usb)
        append(text, NEWS_SIZE, " (%s)", title);
    return true;
}

bool news_of_baud(char text[NEWS_SIZE], const char *name, uint32_t set, uint32_t asked)
{
    text[0] = '\0';
    if (set == asked)
        return false;
    append(text, NEWS_SIZE, "%s runs at %lu baud, the nearest to %lu that its driver can do", name,
           (unsigned long)set, (unsigned long)asked);
    return true;
}

void news_of_no_wires(char text[NEWS_SIZE], const char *name)
{
    text[0] = '\0';
    append(text, NEWS_SIZE, "%s has no DTR and RTS lines; --dtr and --rts change nothing", name);
}

void news_of_refusal(char text[NEWS_SIZE], const struct fault *why)
{
    text[0] = '\0';
    append(text, NEWS_SIZE, "%s; trying again each second", why->message);
}

void news_of_reset(char text[NEWS_SIZE], const char *name, const struct fault *fault)
{
    text[0] = '\0';
    if (fault->status != HPT_OK)
        append(text, NEWS_SIZE, "%s", fault->message);
    else
        append(text, NEWS_SIZE, "the board behind %s was reset", name);
}
