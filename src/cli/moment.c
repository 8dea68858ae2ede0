#include "cli/moment.h"

#include "base/str.h"
#include "cli/numbers.h"

static const struct {
    const char *name;
    enum moment_kind kind;
    uint64_t least;
} kinds[] = {
    {"fail:", AT_FAIL, 1}, {"event:", AT_EVENT, 0}, {"line:", AT_LINE, 0}, {"byte:", AT_BYTE, 0}};

static bool mark_parse(const char *text, struct moment *moment)
{
    *moment = (struct moment){.kind = AT_MARK};
    if (number_parse(text, &moment->number))
        return moment->number > 0;
    moment->number = 1;
    moment->text = text;
    return *text != '\0';
}

bool moment_parse(const char *text, struct moment *moment)
{
    uint64_t number;

    if (strcmp(text, "end") == 0) {
        *moment = (struct moment){.kind = AT_END};
        return true;
    }
    if (strcmp(text, "peak") == 0) {
        *moment = (struct moment){.kind = AT_PEAK};
        return true;
    }
    if (strcmp(text, "fail") == 0) {
        *moment = (struct moment){.kind = AT_FAIL, .number = 1};
        return true;
    }
    if (strncmp(text, "mark:", 5) == 0)
        return mark_parse(text + 5, moment);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t length = strlen(kinds[i].name);
        if (strncmp(text, kinds[i].name, length) != 0)
            continue;
        if (!number_parse(text + length, &number) || number < kinds[i].least)
            return false;
        *moment = (struct moment){.kind = kinds[i].kind, .number = number};
        return true;
    }
    if (!time_parse(text, &number) || text[strlen(text) - 1] != 's')
        return false;
    *moment = (struct moment){.kind = AT_TIME, .number = number};
    return true;
}

bool since_parse(const char *text, struct since *since)
{
    static const enum hpt_since_kind from[] = {
        [AT_END] = HPT_SINCE_BEGIN, [AT_FAIL] = HPT_SINCE_FAIL, [AT_EVENT] = HPT_SINCE_EVENT,
        [AT_LINE] = HPT_SINCE_LINE, [AT_BYTE] = HPT_SINCE_BYTE, [AT_TIME] = HPT_SINCE_TIME,
        [AT_MARK] = HPT_SINCE_MARK, [AT_PEAK] = HPT_SINCE_BEGIN};
    struct moment moment;

    if (*text == '\0' || strcmp(text, "end") == 0 || strcmp(text, "peak") == 0)
        return false;
    bool is_moment = moment_parse(text, &moment);

    if (!is_moment && strncmp(text, "mark:", 5) == 0)
        return false;
    if (!is_moment)
        *since = (struct since){.kind = HPT_SINCE_TEXT, .text = text};
    else if (moment.text != NULL)
        *since = (struct since){.kind = HPT_SINCE_TEXT, .text = moment.text};
    else
        *since = (struct since){.kind = from[moment.kind], .number = moment.number};
    return true;
}
