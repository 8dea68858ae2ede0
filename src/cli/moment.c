#include "cli/moment.h"

#include "base/str.h"
#include "cli/numbers.h"

static const struct {
    const char *name;
    enum moment_kind kind;
    uint64_t least;
} kinds[] = {
    {"fail:", AT_FAIL, 1}, {"event:", AT_EVENT, 0}, {"line:", AT_LINE, 0}, {"byte:", AT_BYTE, 0}};

bool moment_parse(const char *text, struct moment *moment)
{
    uint64_t number;

    if (strcmp(text, "end") == 0) {
        *moment = (struct moment){.kind = AT_END};
        return true;
    }
    if (strcmp(text, "fail") == 0) {
        *moment = (struct moment){.kind = AT_FAIL, .number = 1};
        return true;
    }
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
        [AT_LINE] = HPT_SINCE_LINE, [AT_BYTE] = HPT_SINCE_BYTE, [AT_TIME] = HPT_SINCE_TIME};
    struct moment moment;
    uint64_t number;

    if (*text == '\0' || strcmp(text, "end") == 0)
        return false;
    if (moment_parse(text, &moment)) {
        *since = (struct since){.kind = from[moment.kind], .number = moment.number};
        return true;
    }
    if (strncmp(text, "mark:", 5) == 0 && number_parse(text + 5, &number)) {
        *since = (struct since){.kind = HPT_SINCE_MARK, .number = number};
        return number > 0;
    }
    *since = (struct since){.kind = HPT_SINCE_TEXT, .text = text};
    return true;
}
