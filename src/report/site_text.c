/* The name of a site, one for all reports. */
#include "base/out.h"
#include "report/words.h"

#include <inttypes.h>

/* Names come from a file that anybody may have made: no byte of them may act on a screen. */
void write_harmless(struct hpt_out *out, struct hpt_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        out_char(out, c < ' ' || c == 0x7f ? '?' : text.at[i]);
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
