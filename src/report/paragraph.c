#include "report/paragraph.h"

#include "base/out.h"

static size_t columns_of(const char *text, size_t size)
{
    size_t columns = 0;

    for (size_t i = 0; i < size; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

static void end_word(struct paragraph *w)
{
    size_t columns = columns_of(w->word, w->length);

    if (w->length == 0)
        return;
    if (w->has_blank && w->column + 1 + columns > w->width && w->column > w->indent) {
        out_format(w->out, "\n%*s", (int)w->indent, "");
        w->column = w->indent;
    } else if (w->has_blank) {
        out_char(w->out, ' ');
        w->column++;
    }
    out_bytes(w->out, w->word, w->length);
    w->column += columns;
    w->length = 0;
    w->has_blank = false;
}

static bool take(void *self, const char *bytes, size_t size)
{
    struct paragraph *w = self;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == ' ') {
            end_word(w);
            w->has_blank = true;
            continue;
        }
        if (w->length == PARAGRAPH_WORD)
            end_word(w);
        w->word[w->length++] = bytes[i];
    }
    return true;
}

void paragraph_begin(struct paragraph *w, struct hpt_out *out, size_t indent, size_t column,
                     size_t width)
{
    *w = (struct paragraph){.out = out, .indent = indent, .column = column, .width = width};
    w->words = (struct hpt_out){.self = w, .write = take};
}

void paragraph_end(struct paragraph *w)
{
    end_word(w);
    out_char(w->out, '\n');
}
