/* The name of a site, one for all answers. */
#include "base/disarm.h"
#include "base/out_buffer.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

enum {
    PIECE = 256,
    SHORT_ENOUGH = 60 /* a longer function loses its template arguments */
};

/* How much of the front goes into a piece, which ends with a character. */
static size_t piece_of(struct hpt_str text)
{
    size_t size = 0, length;
    uint32_t code;

    while (size < text.len) {
        (void)utf8_take((struct hpt_str){text.at + size, text.len - size}, &length, &code);
        if (size + length > PIECE)
            break;
        size += length;
    }
    return size;
}

/* Names come from a file that anybody may have made: no byte of them may act on a screen. */
void write_harmless(struct hpt_out *out, struct hpt_str text)
{
    char piece[PIECE];

    while (text.len > 0) {
        size_t size = piece_of(text);
        memcpy(piece, text.at, size);
        disarm(piece, size);
        out_bytes(out, piece, size);
        str_skip(&text, size);
    }
}

/* operator<, operator<<, operator-> and operator<=> have brackets that are none. */
static size_t operator_length(struct hpt_str rest)
{
    static const char word[] = "operator";
    size_t length = sizeof word - 1;

    if (rest.len < length || memcmp(rest.at, word, length) != 0)
        return 0;
    while (length < rest.len && strchr("<>=-", rest.at[length]) != NULL)
        length++;
    return length;
}

/* std::vector<Reading, std::allocator<Reading> >::reserve is std::vector<...>::reserve. */
static void write_without_arguments(struct hpt_out *out, struct hpt_str function)
{
    size_t from = 0, depth = 0;

    for (size_t i = 0; i < function.len; i++) {
        size_t skipped = operator_length((struct hpt_str){function.at + i, function.len - i});
        if (skipped > 0) {
            i += skipped - 1;
        } else if (function.at[i] == '<' && depth++ == 0) {
            write_harmless(out, (struct hpt_str){function.at + from, i + 1 - from});
        } else if (function.at[i] == '>' && depth > 0 && --depth == 0) {
            out_text(out, "...");
            from = i;
        }
    }
    if (depth == 0)
        write_harmless(out, (struct hpt_str){function.at + from, function.len - from});
}

static void write_function(struct hpt_out *out, const struct hpt_site_sum *s)
{
    if (s->function.len > SHORT_ENOUGH)
        write_without_arguments(out, s->function);
    else
        write_harmless(out, s->function);
    if (s->is_wrapper) {
        out_text(out, " (caller not in the trace)");
    } else if (s->file.len > 0) {
        out_text(out, " (");
        write_harmless(out, s->file);
        if (s->line > 0)
            out_format(out, ":%" PRIu32, s->line);
        out_char(out, ')');
    }
}

void hpt_write_site(struct hpt_out *out, const struct hpt_site_sum *s)
{
    if (s->function.len > 0)
        write_function(out, s);
    else if (s->is_rest)
        out_text(out, "all other sites");
    else if (s->caller != 0)
        out_format(out, "0x%" PRIx64, s->caller);
    else
        out_format(out, "blocks of %" PRIu64 " byte%s", s->size, plural(s->size));
}

size_t site_text(const struct hpt_site_sum *site, char *text, size_t size)
{
    struct out_buffer buffer = {.text = text, .room = size};
    struct hpt_out out = out_into(&buffer);

    hpt_write_site(&out, site);
    return buffer.size;
}
