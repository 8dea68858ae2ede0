/* Which blocks, events and sites are of interest. */
#include "base/str.h"
#include "base/utf8.h"
#include "tui/draw.h"

#include <stdlib.h>

static bool read_number(const char **at, uint64_t *value)
{
    char *end;

    if (**at < '0' || **at > '9')
        return false;
    bool is_hex = (*at)[0] == '0' && ((*at)[1] == 'x' || (*at)[1] == 'X');
    *value = strtoull(*at, &end, is_hex ? 16 : 10);
    *at = end;
    return true;
}

/* N, N..M, N.. or ..M, up to the end of the word. */
static bool read_range(const char *at, const char *end, uint64_t *first, uint64_t *last)
{
    *first = 0;
    *last = UINT64_MAX;
    bool has_first = read_number(&at, first);
    if (has_first && at == end) {
        *last = *first;
        return true;
    }
    if (at + 2 > end || at[0] != '.' || at[1] != '.')
        return false;
    at += 2;
    if (at == end)
        return has_first;
    return read_number(&at, last) && at == end && *first <= *last;
}

static bool begins(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(end - at) >= length && memcmp(at, word, length) == 0;
}

static const char *take_site(struct filter *f, const char *at, const char *end)
{
    size_t length = (size_t)(end - at);

    if (f->site[0] != '\0')
        return "one name of a site at a time";
    if (length == 0)
        return "site: wants a part of a name, such as site:net";
    if (length >= sizeof f->site)
        return "this name is too long; a part of it will do";
    memcpy(f->site, at, length);
    f->site[length] = '\0';
    return NULL;
}

static const char *take_word(struct filter *f, const char *at, const char *end)
{
    if (begins(at, end, "size:")) {
        f->by_size = true;
        if (!read_range(at + 5, end, &f->size_least, &f->size_most))
            return "size: wants a number or a range, such as size:64 or size:64..128";
        return NULL;
    }
    if (begins(at, end, "addr:")) {
        f->by_address = true;
        if (!read_range(at + 5, end, &f->address_first, &f->address_last))
            return "addr: wants an address or a range, such as addr:0x20002000..0x20002100";
        return NULL;
    }
    return take_site(f, begins(at, end, "site:") ? at + 5 : at, end);
}

const char *filter_parse(struct filter *f, const char *text)
{
    struct filter read = {0};

    for (const char *at = text; *at != '\0';) {
        size_t blanks = strspn(at, " \t");
        const char *word = at + blanks;
        const char *end = word + strcspn(word, " \t");
        const char *wrong = end > word ? take_word(&read, word, end) : NULL;
        if (wrong != NULL)
            return wrong;
        at = end;
    }
    *f = read;
    return NULL;
}

static bool is_all(const struct filter *f)
{
    return !f->by_size && !f->by_address && f->site[0] == '\0';
}

bool filter_passes(const struct filter *f, const struct hpt_block *block,
                   const struct hpt_namer *namer)
{
    struct words name;

    if (is_all(f))
        return true;
    if (f->by_size && (block->requested < f->size_least || block->requested > f->size_most))
        return false;
    uint64_t first = block->header != 0 ? block->header : block->address;
    uint64_t last = block->size > 0 ? first + block->size - 1 : block->address;
    if (f->by_address && (last < f->address_first || first > f->address_last))
        return false;
    if (f->site[0] == '\0')
        return true;
    write_block_site(words_begin(&name), namer, block);
    return str_contains(str_of(name.text), str_of(f->site));
}
