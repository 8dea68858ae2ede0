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
