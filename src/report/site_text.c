/* The name of a site, one for all reports. */
#include "base/disarm.h"
#include "base/out.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/words.h"

#include <inttypes.h>

enum { PIECE = 256 };

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

void hpt_write_site(struct hpt_out *out, const struct hpt_site_sum *s)
{
    if (s->function.len > 0) {
        write_harmless(out, s->function);
        if (s->file.len == 0)
            return;
        out_text(out, " (");
        write_harmless(out, s->file);
        out_char(out, ')');
    } else if (s->is_rest) {
        out_text(out, "all other sites");
    } else if (s->caller != 0) {
        out_format(out, "0x%08" PRIx64, s->caller);
    } else {
        out_format(out, "%" PRIu64 " byte%s", s->size, plural(s->size));
    }
}
