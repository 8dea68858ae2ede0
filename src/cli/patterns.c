#include "cli/patterns.h"

#include "base/plural.h"

#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps of the matcher and bytes of its memory on one line. Honest patterns need a few per
 * character; (a+)+$ on forty a and a b needs 2^40. */
enum { STEPS = 50000, DEPTH = 1000, HEAP_KIB = 1024 };

struct compiled {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
};

static pcre2_code *compile(const char *text, int *error, size_t *offset)
{
    return pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                         PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C,
                         error, offset, NULL);
}

bool pattern_is_good(const char *text)
{
    int error;
    size_t offset;
    pcre2_code *code = compile(text, &error, &offset);

    pcre2_code_free(code);
    return code != NULL;
}

/* People count characters, PCRE2 bytes. */
static size_t characters(const char *text, size_t bytes)
{
    size_t count = 0;

    for (size_t i = 0; i < bytes && text[i] != '\0'; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

enum hpt_status fault_pattern(struct fault *f, const char *text)
{
    char why[160];
    int error = 0;
    size_t offset = 0;

    pcre2_code_free(compile(text, &error, &offset));
    (void)pcre2_get_error_message(error, (PCRE2_UCHAR *)why, sizeof why);
    size_t place = characters(text, offset);
    return fault_usage(f,
                       "the pattern '%s' is wrong after %zu character%s: %s; patterns are Perl's",
                       text, place, plural(place), why);
}

static enum hpt_found find(void *self, struct hpt_str text, size_t from, struct hpt_str *found)
{
    struct compiled *c = self;
    int got = pcre2_match(c->code, (PCRE2_SPTR)text.at, text.len, from, 0, c->match, c->limits);
    const size_t *bounds = pcre2_get_ovector_pointer(c->match);

    if (got == PCRE2_ERROR_NOMATCH)
        return HPT_FOUND_NOT;
    if (got < 0)
        return HPT_FOUND_UNDECIDED;
    /* \K may set the beginning behind the end. */
    size_t begin = bounds[0] < bounds[1] ? bounds[0] : bounds[1];
    *found = (struct hpt_str){text.at + begin, bounds[1] - begin};
    return HPT_FOUND;
}

static bool fill(struct compiled *c, const char *text)
{
    int error;
    size_t offset;

    c->code = compile(text, &error, &offset);
    c->limits = pcre2_match_context_create(NULL);
    c->match = c->code != NULL ? pcre2_match_data_create_from_pattern(c->code, NULL) : NULL;
    if (c->match == NULL || c->limits == NULL)
        return false;
    (void)pcre2_set_match_limit(c->limits, STEPS);
    (void)pcre2_set_depth_limit(c->limits, DEPTH);
    (void)pcre2_set_heap_limit(c->limits, HEAP_KIB);
    (void)pcre2_jit_compile(c->code, PCRE2_JIT_COMPLETE); /* without it, it is only slower */
    return true;
}

enum hpt_status pattern_open(struct hpt_pattern *pattern, const char *text)
{
    if (text == NULL)
        return HPT_OK;
    struct compiled *c = calloc(1, sizeof *c);
    if (c == NULL)
        return HPT_ERR_MEMORY;
    *pattern = (struct hpt_pattern){.self = c, .find = find};
    if (fill(c, text))
        return HPT_OK;
    pattern_close(pattern);
    return HPT_ERR_MEMORY;
}

void pattern_close(struct hpt_pattern *pattern)
{
    struct compiled *c = pattern->self;

    if (c == NULL)
        return;
    pcre2_match_data_free(c->match);
    pcre2_match_context_free(c->limits);
    pcre2_code_free(c->code);
    free(c);
    *pattern = (struct hpt_pattern){0};
}
