#include "trace/printout_lines.h"

#include <stdlib.h>

static bool is_known(const struct printout *p, const char *pattern)
{
    struct pattern parsed;

    if (!pattern_parse(&parsed, pattern))
        return true;
    for (uint8_t i = 0; i < p->shape_count; i++)
        if (str_is(p->shapes[i].text, pattern))
            return true;
    return false;
}

/* Which bytes a line that matches may have at its front. */
static void add_beginning(struct printout *p, const struct pattern *pattern)
{
    struct hpt_str literal = pattern->parts[0].literal;

    for (unsigned byte = 0; byte < 256; byte++) {
        if (pattern_begins(pattern, (unsigned char)byte)) {
            p->shapes_of[byte] |= UINT64_C(1) << p->shape_count;
            p->begins.first[byte] = true;
        }
        if (literal.len < 2 || (unsigned char)literal.at[1] == byte)
            p->begins.second[byte] = true;
    }
}

static void add_shape(struct printout *p, const struct shape *shape)
{
    struct standalone *s = &p->shapes[p->shape_count];

    if (shape_is_event(shape->kind) || p->shape_count == PRINTOUT_SHAPES ||
        is_known(p, shape->pattern) || !pattern_parse(&s->pattern, shape->pattern))
        return;
    s->kind = shape->kind;
    s->text = str_of(shape->pattern);
    add_beginning(p, &s->pattern);
    p->shape_count++;
}

void printout_init(struct printout *p, const struct printout_hooks *hooks,
                   const struct dialect *only)
{
    static const char second[] = "0123456789abcdefABCDEFx\t"; /* of a time or a fiber in front */

    *p = (struct printout){.hooks = *hooks, .at_start = true};
    for (size_t i = 0; i < dialect_count; i++)
        for (size_t j = 0; j < dialects[i]->shape_count && (!only || only == dialects[i]); j++)
            add_shape(p, &dialects[i]->shapes[j]);
    for (unsigned digit = '0'; digit <= '9'; digit++)
        p->begins.first[digit] = true;
    for (const char *at = second; *at; at++)
        p->begins.second[(unsigned char)*at] = true;
}

void printout_release(struct printout *p)
{
    free(p->line);
    free(p->blocks);
    p->line = NULL;
    p->blocks = NULL;
}

/* A copy of `used` bytes in room for `size`; true when it is there, or when there is nothing. */
static bool copy(void **at, size_t used, size_t size)
{
    const void *shared = *at;

    if (size == 0)
        return true;
    *at = malloc(size);
    if (*at && used > 0)
        memcpy(*at, shared, used);
    return *at;
}

enum hpt_status printout_own(struct printout *p, void *self)
{
    void *line = p->line;
    void *blocks = p->blocks;
    bool has_line = copy(&line, p->line_len, p->line_capacity);
    bool has_blocks = copy(&blocks, p->print.block_count * sizeof *p->blocks,
                           p->block_capacity * sizeof *p->blocks);

    p->hooks.self = self;
    p->line = line;
    p->blocks = blocks;
    p->print.blocks = blocks;
    return has_line && has_blocks ? HPT_OK : HPT_ERR_MEMORY;
}

/* CODAL's optional prefixes: `1042<TAB>` and `0x3E5C<TAB>`. */
static struct hpt_str without_prefixes(struct hpt_str line)
{
    static const char digits[] = "0123456789ABCDEFabcdefx";

    for (int i = 0; i < 2; i++) {
        size_t n = 0;
        while (n < line.len && n < 20 && line.at[n] != '\0' && strchr(digits, line.at[n]))
            n++;
        if (n == 0 || n >= line.len || line.at[n] != '\t')
            break;
        str_skip(&line, n + 1);
    }
    return line;
}

static void add_block(struct printout *p, char letter, uint64_t size)
{
    if (letter == 'C')
        p->print.sizes = false;
    if (p->print.block_count == PRINTOUT_BLOCKS_MAX) {
        p->failed = true;
        return;
    }
    if (p->print.block_count == p->block_capacity) {
        size_t capacity = p->block_capacity > 0 ? p->block_capacity * 2 : 256;
        struct printed_block *grown = realloc(p->blocks, capacity * sizeof *grown);
        if (!grown) {
            p->failed = true;
            return;
        }
        p->blocks = grown;
        p->block_capacity = capacity;
    }
    p->blocks[p->print.block_count++] =
        (struct printed_block){.size = size & INT64_MAX, .used = letter == 'U'};
}

/* `[U:60] [F:24] `: reads one entry off the front. */
static bool take_entry(struct hpt_str *line, char *letter, uint64_t *size)
{
    *line = without_prefixes(*line);
    if (line->len < 5 || line->at[0] != '[' || line->at[2] != ':' || !strchr("FUC", line->at[1]))
        return false;
    *letter = line->at[1];
    *size = 0;
    size_t n = 3;
    for (; n < line->len && line->at[n] >= '0' && line->at[n] <= '9' && n < 13; n++)
        *size = *size * 10 + (uint64_t)(line->at[n] - '0');
    if (n == 3 || n == line->len || line->at[n] != ']')
        return false;
    str_skip(line, n + 1);
    while (line->len > 0 && *line->at == ' ')
        str_skip(line, 1);
    *line = without_prefixes(*line); /* CODAL prints the list's line feed as a message of its own */
    return true;
}

static bool is_list(struct hpt_str line)
{
    char letter;
    uint64_t size;

    if (line.len == 0)
        return false;
    while (line.len > 0)
        if (!take_entry(&line, &letter, &size))
            return false;
    return true;
}

static void take_list(struct printout *p, struct hpt_str line)
{
    char letter;
    uint64_t size;

    while (take_entry(&line, &letter, &size))
        add_block(p, letter, size);
}

static void begin_print(struct printout *p)
{
    p->print = (struct heap_print){.sizes = true};
    p->strangers = 0;
    p->failed = false;
}

/* Bounds without 0x may be decimal (CODAL until 2019-12); the printed size decides. */
static void settle_bounds(struct printout *p)
{
    if (p->print.end - p->print.start != p->printed_size && p->decimal_start > 0 &&
        p->decimal_end - p->decimal_start == p->printed_size) {
        p->print.start = p->decimal_start;
        p->print.end = p->decimal_end;
    }
}

static void finish_print(struct printout *p, uint64_t printed_used)
{
    struct heap_print *print = &p->print;
    uint64_t sum[2] = {0};

    settle_bounds(p);
    print->blocks = p->blocks;
    print->used_bytes = printed_used;
    for (size_t i = 0; i < print->block_count; i++)
        sum[p->blocks[i].used] += p->blocks[i].size;
    p->stage = STAGE_NONE;
    if (p->failed)
        return;
    const char *why = NULL;
    if (print->end <= print->start || print->end - print->start != p->printed_size)
        why = "its bounds are not its size apart";
    else if (print->sizes && (sum[0] != p->printed_free || sum[1] != printed_used))
        why = "its blocks do not add up to its totals";
    else if (print->sizes && sum[0] + sum[1] != p->printed_size)
        why = "its blocks do not add up to its size";
    p->is_torn = why != NULL;
    if (why != NULL)
        p->hooks.bad_heap(p->hooks.self, print, why);
    else
        p->hooks.heap(p->hooks.self, print);
}

/* A line of a heap print. Prints whose lines come in another order are not taken. */
static void take_print_line(struct printout *p, enum shape_kind kind, const struct fields *f)
{
    enum print_stage stage = p->stage;

    p->stage = STAGE_NONE;
    if (kind == SHAPE_HEAP_TITLE) {
        begin_print(p);
        p->print.titled = true;
        p->print.index = f->value[FIELD_INDEX];
        p->stage = STAGE_TITLE;
    } else if (kind == SHAPE_HEAP_START) {
        if (stage != STAGE_TITLE)
            begin_print(p);
        p->print.start = f->value[FIELD_ADDRESS];
        p->decimal_start = f->decimal;
        p->stage = STAGE_START;
    } else if (kind == SHAPE_HEAP_END && stage == STAGE_START) {
        p->print.end = f->value[FIELD_ADDRESS];
        p->decimal_end = f->decimal;
        p->stage = STAGE_END;
    } else if (kind == SHAPE_HEAP_SIZE && stage == STAGE_END) {
        p->printed_size = f->value[FIELD_SIZE];
        p->stage = STAGE_LIST;
    } else if (kind == SHAPE_HEAP_FREE && stage == STAGE_LIST) {
        p->printed_free = f->value[FIELD_SIZE];
        p->stage = STAGE_FREE;
    } else if (kind == SHAPE_HEAP_USED && stage == STAGE_FREE) {
        finish_print(p, f->value[FIELD_SIZE]);
    } else {
        p->is_torn = kind != SHAPE_HEAP_UNUSED;
    }
}

static void take_shape(struct printout *p, enum shape_kind kind, const struct fields *f,
                       struct hpt_str line)
{
    switch (kind) {
    case SHAPE_REGION:
        if (f->value[FIELD_OLD] > f->value[FIELD_ADDRESS])
            p->hooks.region(p->hooks.self, f->value[FIELD_ADDRESS], f->value[FIELD_OLD]);
        break;
    case SHAPE_BOOT:
        p->hooks.boot(p->hooks.self);
        break;
    case SHAPE_LOSS:
        p->hooks.loss(p->hooks.self, line);
        break;
    case SHAPE_FATAL:
        p->is_words = true;
        p->hooks.fatal(p->hooks.self, line);
        break;
    default:
        take_print_line(p, kind, f);
        break;
    }
}

/* The shape that the line has, or that it may become; behind its prefixes. */
static const struct standalone *shape_of(const struct printout *p, struct hpt_str line,
                                         enum match wanted, struct fields *f)
{
    uint64_t left = line.len > 0 ? p->shapes_of[(unsigned char)*line.at] : 0;
    size_t reach;

    for (; left > 0; left &= left - 1) {
        const struct standalone *s = &p->shapes[__builtin_ctzll(left)];
        if (pattern_match(&s->pattern, line, wanted == MATCH_YES, f, &reach) == wanted)
            return s;
    }
    return NULL;
}

static bool read_line(struct printout *p, struct hpt_str line)
{
    enum { STRANGERS_MAX = 8 };
    struct fields f = {0};

    if (line.len == 0)
        return false;
    if (p->stage == STAGE_LIST && is_list(line)) {
        take_list(p, line);
        return true;
    }
    line = without_prefixes(line);
    const struct standalone *s = shape_of(p, line, MATCH_YES, &f);
    if (s != NULL)
        take_shape(p, s->kind, &f, line);
    else if (p->stage != STAGE_NONE && ++p->strangers > STRANGERS_MAX)
        p->stage = STAGE_NONE;
    return s != NULL;
}

bool printout_take_line(struct printout *p, struct hpt_str line)
{
    p->is_words = p->is_torn = false;
    if (!read_line(p, line))
        return false;
    if (!p->is_words)
        p->hooks.line(p->hooks.self, p->is_torn);
    return true;
}

bool printout_may_begin(const struct printout *p, struct hpt_str line)
{
    struct fields f = {0};
    const struct standalone *s = shape_of(p, without_prefixes(line), MATCH_MORE, &f);

    return (s != NULL && s->kind != SHAPE_FATAL) || (p->stage == STAGE_LIST && *line.at == '[');
}
