#include "io/news_time.h"

#include <string.h>
#include <time.h>

void news_add_time(char *text, size_t size)
{
    time_t now = time(NULL);
    size_t used = strlen(text);
    struct tm tm;

    if (localtime_r(&now, &tm) == NULL ||
        strftime(text + used, size - used, " at %H:%M:%S", &tm) == 0)
        text[used] = '\0';
}
