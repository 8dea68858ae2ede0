#include "trace/program.h"

#include "trace/number.h"

enum { WORD = sizeof(uint64_t) };

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
        memcpy(&step.text.bytes, text.at + i, count);
        memset(&step.text.mask, 0xFF, count);
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

/* 0x or 0X, in one comparison. */
static inline bool has_prefix(const char *at)
{
    uint16_t two, wanted, small;

    memcpy(&two, at, sizeof two);
    memcpy(&wanted, "0x", sizeof wanted);
    memcpy(&small, "\0 ", sizeof small);
    return (two | small) == wanted;
}

struct pointer {
    struct number number;
    uint8_t digits;
    bool bare_zero;
};

static struct pointer read_bare_pointer(const char *at)
{
    struct number n = number_hex(at);
    uint8_t digits = (uint8_t)(n.end - at);

    return (struct pointer){n, digits, n.value == 0 && digits == 1};
}

static inline struct pointer read_pointer(const char *at)
{
    if (!has_prefix(at))
        return read_bare_pointer(at);
    struct number n = number_hex(at + 2);
    return (struct pointer){n, (uint8_t)(n.end - at - 2), false};
}

/* A strict one has a prefix, or all of its digits, or is NULL. */
static inline struct pointer read_strict_pointer(const char *at)
{
    if (has_prefix(at))
        return read_pointer(at);
    struct pointer p = read_bare_pointer(at);
    if (p.digits != NUMBER_HEX_MAX && !p.bare_zero)
        p.number.end = NULL;
    return p;
}

static const char *take_decimal(struct number n, const char *at, uint8_t slot, struct fields *f)
{
    f->value[slot] = n.value;
    f->digits = (uint8_t)(n.end - at);
    return n.end;
}

static const char *take_pointer(struct pointer p, uint8_t slot, struct fields *f)
{
    f->value[slot] = p.number.value;
    f->digits = p.digits;
    f->bare_zero = p.bare_zero;
    if (p.number.value != 0 && f->pointer_digits == 0)
        f->pointer_digits = p.digits;
    return p.number.end;
}

/* The digits of the first pointer that is not zero. */
static inline uint8_t digits_of(struct pointer p, uint8_t if_zero)
{
    return p.number.value != 0 ? p.digits : if_zero;
}

static const char *read_fiber(const char *at)
{
    return at[0] == '0' && at[1] == 'x' ? number_hex(at + 2).end : NULL;
}

static inline const char *read_text(const struct program_step *s, const char *at)
{
    return program_text_is(&s->text, load(at)) ? at + s->count : NULL;
}

static const char *run_step(const struct program_step *s, const char *at, struct fields *f)
{
    switch ((enum program_step_kind)s->kind) {
    case STEP_TEXT:
        return read_text(s, at);
    case STEP_DECIMAL:
        return take_decimal(number_decimal(at), at, s->slot, f);
    case STEP_POINTER:
        return take_pointer(read_pointer(at), s->slot, f);
    case STEP_STRICT_POINTER:
        return take_pointer(read_strict_pointer(at), s->slot, f);
    case STEP_FIBER:
        return read_fiber(at);
    }
    return NULL;
}

/* Sequences of steps that are common, each as straight code: the processor then guesses no jumps,
 * and what was read is written down once. */

/* malloc: ALLOCATED: {int} [{address}] */
static const char *run_size_address(const struct program *p, const char *at, struct fields *f)
{
    struct number size = number_decimal(at);

    if (!size.end || !(at = read_text(p->steps + 1, size.end)))
        return NULL;
    struct pointer address = read_pointer(at);
    if (!address.number.end)
        return NULL;
    *f = (struct fields){
        .value = {[FIELD_SIZE] = size.value, [FIELD_ADDRESS] = address.number.value},
        .bare_zero = address.bare_zero,
        .digits = address.digits,
        .pointer_digits = digits_of(address, 0)};
    return read_text(p->steps + 3, address.number.end);
}

/* free:   {pointer} */
static const char *run_strict_pointer(const struct program *p, const char *at, struct fields *f)
{
    struct pointer address = read_strict_pointer(at);

    (void)p;
    *f = (struct fields){.value = {[FIELD_ADDRESS] = address.number.value},
                         .bare_zero = address.bare_zero,
                         .digits = address.digits,
                         .pointer_digits = digits_of(address, 0)};
    return address.number.end;
}

/* #m:{address};{caller}-{size} */
static const char *run_pointers_size(const struct program *p, const char *at, struct fields *f)
{
    struct pointer address = read_pointer(at);

    if (!address.number.end || !(at = read_text(p->steps + 1, address.number.end)))
        return NULL;
    struct pointer caller = read_pointer(at);
    if (!caller.number.end || !(at = read_text(p->steps + 3, caller.number.end)))
        return NULL;
    struct number size = number_decimal(at);
    *f = (struct fields){.value = {[FIELD_SIZE] = size.value,
                                   [FIELD_ADDRESS] = address.number.value,
                                   [FIELD_CALLER] = caller.number.value},
                         .bare_zero = caller.bare_zero,
                         .digits = (uint8_t)(size.end - at),
                         .pointer_digits = digits_of(address, digits_of(caller, 0))};
    return size.end;
}

/* #f:{old};{caller}-{address} */
static const char *run_pointers(const struct program *p, const char *at, struct fields *f)
{
    struct pointer old = read_pointer(at);

    if (!old.number.end || !(at = read_text(p->steps + 1, old.number.end)))
        return NULL;
    struct pointer caller = read_pointer(at);
    if (!caller.number.end || !(at = read_text(p->steps + 3, caller.number.end)))
        return NULL;
    struct pointer address = read_pointer(at);
    *f =
        (struct fields){.value = {[FIELD_ADDRESS] = address.number.value,
                                  [FIELD_OLD] = old.number.value,
                                  [FIELD_CALLER] = caller.number.value},
                        .bare_zero = address.bare_zero,
                        .digits = address.digits,
                        .pointer_digits = digits_of(old, digits_of(caller, digits_of(address, 0)))};
    return address.number.end;
}

static const char *run_steps(const struct program *p, const char *at, struct fields *f)
{
    *f = (struct fields){0};
    for (const struct program_step *s = p->steps; s < p->steps + p->count && at; s++)
        at = run_step(s, at, f);
    return at;
}

static const struct form {
    program_run *run;
    uint8_t count;
    struct {
        uint8_t kind;
        uint8_t slot;
    } steps[5];
} forms[] = {
    {run_size_address,
     4,
     {{STEP_DECIMAL, FIELD_SIZE}, {STEP_TEXT, 0}, {STEP_POINTER, FIELD_ADDRESS}, {STEP_TEXT, 0}}},
    {run_strict_pointer, 1, {{STEP_STRICT_POINTER, FIELD_ADDRESS}}},
    {run_pointers_size,
     5,
     {{STEP_POINTER, FIELD_ADDRESS},
      {STEP_TEXT, 0},
      {STEP_POINTER, FIELD_CALLER},
      {STEP_TEXT, 0},
      {STEP_DECIMAL, FIELD_SIZE}}},
    {run_pointers,
     5,
     {{STEP_POINTER, FIELD_OLD},
      {STEP_TEXT, 0},
      {STEP_POINTER, FIELD_CALLER},
      {STEP_TEXT, 0},
      {STEP_POINTER, FIELD_ADDRESS}}},
};

static bool has_form(const struct program *p, const struct form *form)
{
    if (p->count != form->count)
        return false;
    for (uint8_t i = 0; i < form->count; i++)
        if (p->steps[i].kind != form->steps[i].kind || p->steps[i].slot != form->steps[i].slot)
            return false;
    return true;
}

/* Texts in front are no steps: it is known where they are. */
static void move_front(struct program *p)
{
    uint8_t texts = 0;

    for (; texts < p->count && p->steps[texts].kind == STEP_TEXT; texts++) {
        struct program_text text = p->steps[texts].text;
        text.at = p->front;
        p->front += p->steps[texts].count;
        if (texts == 0)
            p->head = text;
        else
            p->texts[p->text_count++] = text;
    }
    p->count -= texts;
    memmove(p->steps, p->steps + texts, p->count * sizeof *p->steps);
}

void program_compile(struct program *program, const struct pattern *p)
{
    *program = (struct program){.run = run_steps};
    for (uint8_t i = 0; i < p->count; i++)
        if (p->parts[i].is_field)
            program->steps[program->count++] = step_for(p->parts[i].field);
        else
            add_text(program, p->parts[i].literal);
    move_front(program);
    for (size_t i = 0; i < COUNT(forms); i++)
        if (has_form(program, &forms[i]))
            program->run = forms[i].run;
}
