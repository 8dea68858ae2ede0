/* However bytes are cut, the same text and the same trace lines come out, and every byte is
 * accounted for: it is text, or part of a trace line or of its end. */
#include "fuzz.h"
#include "trace/printout.h"
#include "trace/reader.h"

/* What came out, as numbers that depend on order and content. */
struct tally {
    struct printout *printout;
    uint64_t text_bytes;
    uint64_t text_sum;
    uint64_t line_bytes;
    uint64_t lines;
    uint64_t torn;
    uint64_t line_sum;
    uint64_t prints;
    uint64_t marks;
};

static uint64_t add(uint64_t sum, struct hpt_str s)
{
    for (size_t i = 0; i < s.len; i++)
        sum = (sum ^ (unsigned char)s.at[i]) * 0x100000001B3u;
    return sum;
}

static void on_text(void *self, struct hpt_str bytes)
{
    struct tally *t = self;

    t->text_bytes += bytes.len;
    t->text_sum = add(t->text_sum, bytes);
    printout_text(t->printout, bytes);
}

static void on_lines(void *self, struct hpt_str bytes)
{
    struct tally *t = self;
    char end = bytes.at[bytes.len - 1];

    must(end == '\n' || end == '\r', "lines are not whole");
    t->text_bytes += bytes.len;
    t->text_sum = add(t->text_sum, bytes);
    printout_skip(t->printout);
}

static bool wants_all(void *self)
{
    return printout_is_reading(((struct tally *)self)->printout);
}

static void on_event(void *self, const struct trace_line *line)
{
    struct tally *t = self;

    printout_break(t->printout);
    t->lines++;
    t->torn += line->torn;
    t->line_bytes += line->text.len;
    t->line_sum = add(t->line_sum, line->text) + line->byte * 31 + line->line + line->kind;
}

static void on_mark(void *self)
{
    ((struct tally *)self)->marks++;
}

static void on_nearly(void *self, uint64_t address)
{
    ((struct tally *)self)->marks += 1 + address;
}

static void on_print(void *self, const struct heap_print *print)
{
    struct tally *t = self;
    uint64_t sum = 0;

    for (size_t i = 0; i < print->block_count; i++)
        sum += print->blocks[i].size;
    must(!print->sizes || sum == print->end - print->start,
         "a print's blocks do not tile its heap");
    t->prints += 1 + print->start + print->block_count * 7;
}

static void on_bad_print(void *self, const struct heap_print *print, const char *why)
{
    (void)print;
    must(why != NULL, "a print is refused without a reason");
    on_mark(self);
}

static void on_region(void *self, uint64_t start, uint64_t end)
{
    must(start < end, "bounds are the wrong way round");
    on_mark(self);
}

static void on_line(void *self, struct hpt_str line)
{
    (void)line;
    on_mark(self);
}

static void on_print_line(void *self, bool torn)
{
    (void)torn;
    on_mark(self);
}

static struct tally run(const char *bytes, size_t size, uint32_t seed)
{
    struct printout printout;
    struct tally t = {.printout = &printout};
    struct reader *r = malloc(sizeof *r);

    must(r != NULL, "no memory");
    printout_init(&printout,
                  &(struct printout_hooks){&t, on_print, on_mark, on_bad_print, on_region, on_mark,
                                           on_line, on_line, on_print_line},
                  NULL);
    reader_init(r,
                &(struct reader_hooks){.self = &t,
                                       .text = on_text,
                                       .lines = on_lines,
                                       .wants_all = wants_all,
                                       .interest = &printout.begins,
                                       .event = on_event,
                                       .boot = on_mark,
                                       .garbled = on_mark,
                                       .nearly = on_nearly},
                NULL);
    for (size_t at = 0; at < size;) {
        size_t piece = seed == 0 ? size : next_piece(&seed, size - at);
        must(reader_feed(r, bytes + at, piece, 0) == piece, "bytes were not consumed");
        must(r->held_len < READER_HELD, "too much is held");
        at += piece;
    }
    must(r->bytes == size, "the count of bytes is wrong");
    reader_end(r);
    /* A trace line takes at most two bytes of line end with it. The beginning of a torn line may
     * have come out as text before its rest came. */
    must(size <= t.text_bytes + t.line_bytes + 2 * t.lines, "a byte was lost");
    must(t.torn > 0 || t.text_bytes + t.line_bytes <= size, "a byte came out twice");
    free(r);
    printout_release(&printout);
    return t;
}

/* The input, and behind it as much plain text as the fast way needs to be taken to its end: whole
 * lines go the fast way, pieces the other one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    size_t total = size - 1 + PROGRAM_ROOM;
    char *bytes = malloc(total);

    must(bytes != NULL, "no memory");
    memcpy(bytes, data + 1, size - 1);
    memset(bytes + size - 1, '.', PROGRAM_ROOM);
    struct tally whole = run(bytes, total, 0);
    struct tally cut = run(bytes, total, 1u + data[0]);
    free(bytes);
    must(whole.text_bytes == cut.text_bytes && whole.text_sum == cut.text_sum,
         "the text depends on the pieces");
    must(whole.lines == cut.lines && whole.line_sum == cut.line_sum,
         "the trace lines depend on the pieces");
    must(whole.prints == cut.prints && whole.marks == cut.marks,
         "prints and marks depend on the pieces");
    return 0;
}
