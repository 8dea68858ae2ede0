/* Any pattern against any line. When a whole line matches, each of its beginnings must have been
 * called a beginning; what fits never reaches beyond the line. */
#include "fuzz.h"
#include "trace/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[96] = "";
    size_t length = 0;
    struct pattern p;
    struct fields fields;
    size_t reach;

    while (length < size && length + 1 < sizeof text && data[length] != '\n') {
        text[length] = (char)data[length];
        length++;
    }
    if (length == size || !pattern_parse(&p, text))
        return 0;
    struct hpt_str line = {(const char *)data + length + 1, size - length - 1};
    if (line.len > PATTERN_REACH)
        line.len = PATTERN_REACH;
    enum match whole = pattern_match(&p, line, true, &fields, &reach);
    must(reach <= line.len, "a match reaches beyond the line");
    must(whole != MATCH_MORE, "a line that has ended wants more");
    for (size_t part = 0; whole == MATCH_YES && part <= line.len; part++) {
        struct hpt_str front = {line.at, part};
        must(pattern_match(&p, front, false, &fields, &reach) == MATCH_MORE,
             "the beginning of a line that matches is not taken for one");
    }
    return 0;
}
