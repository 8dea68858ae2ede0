#include "trace/program.h"

enum { WORD = sizeof(uint64_t), DECIMAL_MAX = 18, POINTER_MAX = 8 };
#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

static uint64_t load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, WORD);
    return word;
}

static void add_text(struct program *program, struct hpt_str text)
{
    for (size_t i = 0; i < text.len; i += WORD) {
        size_t count = text.len - i < WORD ? text.len - i : WORD;
        struct program_step step = {.kind = STEP_TEXT, .count = (uint8_t)count};
        memcpy(&step.text, text.at + i, count);
        memset(&step.mask, 0xFF, count);
        program->steps[program->count++] = step;
    }
}

static struct program_step step_for(enum field field)
{
    switch (field) {
    case FIELD_INT:
        return (struct program_step){.kind = STEP_DECIMAL, .slot = FIELD_SIZE};
    case FIELD_ADDRESS:
    case FIELD_OLD:
    case FIELD_CALLER:
        return (struct program_step){.kind = STEP_POINTER, .slot = (uint8_t)field};
    case FIELD_POINTER:
        return (struct program_step){.kind = STEP_STRICT_POINTER, .slot = FIELD_ADDRESS};
    case FIELD_FIBER:
        return (struct program_step){.kind = STEP_FIBER};
    case FIELD_SIZE:
    case FIELD_COUNT:
    case FIELD_INDEX:
    case FIELD_TIME:
    case FIELD_END:
        break;
    }
    return (struct program_step){.kind = STEP_DECIMAL, .slot = (uint8_t)field};
}

/* Values of the hex digits, 16 for other bytes. */
static const uint8_t hex_values[256] = {
#define NONE 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16
#define DIGITS 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 16, 16, 16, 16, 16
#define LETTERS 16, 10, 11, 12, 13, 14, 15, 16, 16, 16, 16, 16, 16, 16, 16, 16
    NONE, NONE, NONE, DIGITS, LETTERS, NONE, LETTERS, NONE,
    NONE, NONE, NONE, NONE,   NONE,    NONE, NONE,    NONE};

#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Eight hex digits at once; false when one of the eight bytes is none. */
static bool read_eight(const char *at, uint64_t *value)
{
    uint64_t text = load(at);
    uint64_t ten_or_more = (text ^ EACH_BYTE(0x30)) + EACH_BYTE(0x76); /* upper bits: no digit */
    uint64_t letter = (text | EACH_BYTE(0x20)) ^ EACH_BYTE(0x60);      /* a is 1, f is 6 */
    uint64_t is_letter = ~(letter + EACH_BYTE(0x79)) & (letter + EACH_BYTE(0x7F));

    if ((text & EACH_BYTE(0x80)) != 0 || (ten_or_more & ~is_letter & EACH_BYTE(0x80)) != 0)
        return false;
    uint64_t halves = (text & EACH_BYTE(0x0F)) + 9 * (text >> 6 & EACH_BYTE(1));
    uint64_t bytes = (halves << 4 | halves >> 8) & 0x00FF00FF00FF00FF;
    uint64_t words = (bytes << 8 | bytes >> 16) & 0x0000FFFF0000FFFF;
    *value = (words << 16 | words >> 32) & 0xFFFFFFFF;
    return true;
}
#else
static bool read_eight(const char *at, uint64_t *value)
{
    (void)at;
    (void)value;
    return false;
}
#endif

/* A decimal number; where it ends, or NULL when it is long or not there. */
static inline const char *read_decimal(const char *at, uint64_t *value, uint8_t *digits)
{
    const char *p = at;
    uint64_t sum = 0;

    for (unsigned digit; (digit = (unsigned char)*p - (unsigned)'0') < 10 && p - at <= DECIMAL_MAX;
         p++)
        sum = sum * 10 + digit;
    *value = sum;
    *digits = (uint8_t)(p - at);
    return p > at && p - at <= DECIMAL_MAX ? p : NULL;
}

/* One to eight hex digits; where they end, or NULL. */
static inline const char *read_hex(const char *at, uint64_t *value, uint8_t *digits)
{
    const char *p = at;

    if (read_eight(p, value)) {
        p += POINTER_MAX;
    } else {
        unsigned digit;
        uint64_t sum = 0;
        for (; (digit = hex_values[(unsigned char)*p]) < 16 && p - at < POINTER_MAX; p++)
            sum = sum << 4 | digit;
        *value = sum;
    }
    *digits = (uint8_t)(p - at);
    return p > at && hex_values[(unsigned char)*p] == 16 ? p : NULL;
}

/* 0x or 0X, in one comparison. */
static inline bool has_prefix(const char *at)
{
    uint16_t two, wanted, small;

    memcpy(&two, at, sizeof two);
    memcpy(&wanted, "0x", sizeof wanted);
    memcpy(&small, "\0 ", sizeof small);
    return (two | small) == wanted;
}

static inline const char *read_pointer(const char *at, struct fields *f, uint64_t *value,
                                       bool strict)
{
    bool prefixed = has_prefix(at);
    const char *end = read_hex(at + (prefixed ? 2 : 0), value, &f->digits);

    f->bare_zero = !prefixed && f->digits == 1 && *value == 0;
    f->pointer_digits = f->pointer_digits == 0 && *value != 0 ? f->digits : f->pointer_digits;
    if (strict && !prefixed && f->digits != POINTER_MAX && !f->bare_zero)
        return NULL;
    return end;
}

static const char *read_fiber(const char *at)
{
    uint64_t value;
    uint8_t digits;

    return at[0] == '0' && at[1] == 'x' ? read_hex(at + 2, &value, &digits) : NULL;
}

static inline const char *run_step(const struct program_step *s, enum program_step_kind kind,
                                   const char *at, struct fields *f)
{
    switch (kind) {
    case STEP_TEXT:
        return ((load(at) ^ s->text) & s->mask) == 0 ? at + s->count : NULL;
    case STEP_DECIMAL:
        return read_decimal(at, &f->value[s->slot], &f->digits);
    case STEP_POINTER:
        return read_pointer(at, f, &f->value[s->slot], false);
    case STEP_STRICT_POINTER:
        return read_pointer(at, f, &f->value[s->slot], true);
    case STEP_FIBER:
        return read_fiber(at);
    }
    return NULL;
}

/* Sequences of steps that are common, each as straight code: the processor then guesses no jumps.
 */
#define STEP(i, kind)                                                                              \
    if (!(at = run_step(s + (i), (kind), at, f)))                                                  \
    return NULL

static const char *run_size_address(const struct program_step *s, const char *at, struct fields *f)
{
    STEP(0, STEP_DECIMAL);
    STEP(1, STEP_TEXT);
    STEP(2, STEP_POINTER);
    STEP(3, STEP_TEXT);
    return at;
}

static const char *run_strict_pointer(const struct program_step *s, const char *at,
                                      struct fields *f)
{
    STEP(0, STEP_STRICT_POINTER);
    return at;
}

static const char *run_pointers_size(const struct program_step *s, const char *at, struct fields *f)
{
    STEP(0, STEP_POINTER);
    STEP(1, STEP_TEXT);
    STEP(2, STEP_POINTER);
    STEP(3, STEP_TEXT);
    STEP(4, STEP_DECIMAL);
    return at;
}

static const char *run_pointers(const struct program_step *s, const char *at, struct fields *f)
{
    STEP(0, STEP_POINTER);
    STEP(1, STEP_TEXT);
    STEP(2, STEP_POINTER);
    STEP(3, STEP_TEXT);
    STEP(4, STEP_POINTER);
    return at;
}

static const struct form {
    program_run *run;
    uint8_t count;
    uint8_t kinds[5];
} forms[] = {
    {run_size_address, 4, {STEP_DECIMAL, STEP_TEXT, STEP_POINTER, STEP_TEXT}},
    {run_strict_pointer, 1, {STEP_STRICT_POINTER}},
    {run_pointers_size, 5, {STEP_POINTER, STEP_TEXT, STEP_POINTER, STEP_TEXT, STEP_DECIMAL}},
    {run_pointers, 5, {STEP_POINTER, STEP_TEXT, STEP_POINTER, STEP_TEXT, STEP_POINTER}},
};

static bool has_form(const struct program *p, const struct form *form)
{
    if (p->count - p->texts != form->count)
        return false;
    for (uint8_t i = 0; i < form->count; i++)
        if (p->steps[p->texts + i].kind != form->kinds[i])
            return false;
    return true;
}

static void choose_form(struct program *p)
{
    while (p->texts < p->count && p->steps[p->texts].kind == STEP_TEXT)
        p->texts++;
    for (size_t i = 0; i < COUNT(forms); i++)
        if (has_form(p, &forms[i]))
            p->run = forms[i].run;
}

void program_compile(struct program *program, const struct pattern *p)
{
    *program = (struct program){.count = 0};
    for (uint8_t i = 0; i < p->count; i++)
        if (p->parts[i].is_field)
            program->steps[program->count++] = step_for(p->parts[i].field);
        else
            add_text(program, p->parts[i].literal);
    if (program->steps[0].kind == STEP_TEXT) {
        program->head = program->steps[0].text;
        program->head_mask = program->steps[0].mask;
        program->head_count = program->steps[0].count;
        program->count--;
        memmove(program->steps, program->steps + 1, program->count * sizeof *program->steps);
    }
    choose_form(program);
}

enum match program_match(const struct program *program, const char *at, struct fields *fields,
                         const char **end)
{
    const struct program_step *s = program->steps;
    const struct program_step *fields_from = s + program->texts;

    at += program->head_count;
    for (; s < fields_from; s++) {
        if (((load(at) ^ s->text) & s->mask) != 0)
            return MATCH_NO;
        at += s->count;
    }
    for (size_t i = 0; i < FIELD_SLOTS; i++)
        fields->value[i] = 0;
    fields->decimal = 0;
    fields->bare_zero = false;
    fields->digits = fields->pointer_digits = 0;
    if (program->run)
        at = program->run(s, at, fields);
    else
        for (; s < program->steps + program->count && at; s++)
            at = run_step(s, (enum program_step_kind)s->kind, at, fields);
    *end = at;
    return at && (*at == '\n' || *at == '\r') ? MATCH_YES : MATCH_MORE;
}
