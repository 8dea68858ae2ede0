/* Any pattern against any line. When a whole line matches, each of its beginnings must have been
 * called a beginning; what fits never reaches beyond the line; and the compiled program agrees. */
#include "fuzz.h"
#include "trace/program.h"

static bool same(const struct fields *a, const struct fields *b)
{
    return memcmp(a->value, b->value, sizeof a->value) == 0 && a->bare_zero == b->bare_zero &&
           a->digits == b->digits && a->pointer_digits == b->pointer_digits;
}

/* The program says the same as the pattern, or leaves it to that. */
static void check_program(const struct pattern *p, struct hpt_str line)
{
    char buffer[PATTERN_REACH + PROGRAM_ROOM];
    struct program program;
    struct fields fast, slow;
    const char *end = buffer;
    uint64_t eight;
    size_t reach;

    memset(buffer, '\n', sizeof buffer);
    if (line.len > 0)
        memcpy(buffer, line.at, line.len);
    memcpy(&eight, buffer, sizeof eight);
    program_compile(&program, p);
    enum match m = MATCH_NO;
    if (program_begins(&program, eight))
        m = program_match(&program, buffer, &fast, &end);
    if (m == MATCH_MORE)
        return;
    size_t length = m == MATCH_YES ? (size_t)(end - buffer) : strcspn(buffer, "\r\n");
    enum match must_be = pattern_match(p, (struct hpt_str){buffer, length}, true, &slow, &reach);
    must(m == must_be, "the program decides otherwise");
    must(m == MATCH_NO || same(&fast, &slow), "the program reads other values");
}

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
    check_program(&p, line);
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
