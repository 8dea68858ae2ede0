#include "trace/recogniser.h"

enum { GROUP_NUL, GROUP_LINE, FIRST_GROUP }; /* of the finder; the needles share the others */

void recogniser_watch(struct recogniser *r, struct hpt_str needle)
{
    if (r->needle_count == RECOGNISER_NEEDLES)
        return;
    for (uint8_t i = 0; i < r->needle_count; i++)
        if (str_equal(r->needles[i], needle))
            return;
    unsigned group = FIRST_GROUP + r->needle_count % (FINDER_GROUPS - (unsigned)FIRST_GROUP);
    for (unsigned i = 0; i < FINDER_BYTES; i++)
        if (i < needle.len)
            finder_allow(&r->finder, group, i, (unsigned char)needle.at[i]);
        else
            finder_allow_all(&r->finder, group, i);
    for (unsigned byte = 0; byte < 256; byte++)
        if (needle.len == 0 || (unsigned char)*needle.at == byte)
            r->needles_of[byte] |= UINT64_C(1) << r->needle_count;
    r->needles[r->needle_count++] = needle;
}

static void init_finder(struct finder *f, const struct interest *interest)
{
    finder_init(f, false);
    finder_allow(f, GROUP_NUL, 0, '\0');
    finder_allow_all(f, GROUP_NUL, 1);
    finder_allow_all(f, GROUP_NUL, 2);
    finder_allow(f, GROUP_LINE, 0, '\n');
    finder_allow(f, GROUP_LINE, 0, '\r');
    for (unsigned byte = 0; byte < 256; byte++) {
        if (interest->first[byte])
            finder_allow(f, GROUP_LINE, 1, (unsigned char)byte);
        if (interest->second[byte])
            finder_allow(f, GROUP_LINE, 2, (unsigned char)byte);
    }
}

/* Can one line match both? Not when they begin with different text. */
static bool may_match_alike(const struct pattern *a, const struct pattern *b)
{
    struct hpt_str x = a->parts[0].literal;
    struct hpt_str y = b->parts[0].literal;

    size_t common = x.len < y.len ? x.len : y.len; /* 0 where one begins with a field */

    return common == 0 || memcmp(x.at, y.at, common) == 0;
}

static void add_shape(struct recogniser *r, const struct dialect *d, const struct shape *shape)
{
    struct compiled *c = &r->shapes[r->count];

    if (r->count == RECOGNISER_SHAPES || !pattern_parse(&c->pattern, shape->pattern))
        return;
    c->kind = shape->kind;
    c->dialect = d;
    r->count++;
    if (c->kind == SHAPE_FREE_WEAK)
        r->weak |= UINT64_C(1) << (r->count - 1);
    program_compile(&c->program, &c->pattern);
    for (uint8_t i = 0; i + 1 < r->count; i++)
        if (may_match_alike(&c->pattern, &r->shapes[i].pattern))
            c->rivals |= UINT64_C(1) << i;
    recogniser_watch(r, pattern_needle(&c->pattern));
    for (unsigned byte = 0; byte < 256; byte++) {
        if (!pattern_begins(&c->pattern, (unsigned char)byte))
            continue;
        r->shapes_of[byte] |= UINT64_C(1) << (r->count - 1);
        r->begins_anchored[byte] = true;
        r->begins[byte] = r->begins[byte] || !c->pattern.anchored;
    }
}

void recogniser_init(struct recogniser *r, const struct dialect *only,
                     const struct interest *interest)
{
    *r = (struct recogniser){.weak_allowed = only != NULL};
    init_finder(&r->finder, interest);
    for (size_t i = 0; i < dialect_count; i++)
        for (size_t j = 0; j < dialects[i]->shape_count; j++)
            if ((!only || only == dialects[i]) && shape_is_event(dialects[i]->shapes[j].kind))
                add_shape(r, dialects[i], &dialects[i]->shapes[j]);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

/* A weak free(NULL), a single 0, looks like a column of some table unless it stands apart. */
static bool stands(const struct compiled *c, const struct view *v, const struct fields *fields)
{
    return c->kind != SHAPE_FREE_WEAK || !fields->bare_zero || v->line_start || !is_word(v->before);
}

/* Does what fits so far, its words and the beginning of its figures, leave no doubt that it was a
 * trace line before it was damaged? */
static bool is_garbled(const struct compiled *c, struct hpt_str text, size_t reach)
{
    enum { SURE = 12 };
    const struct part *first = &c->pattern.parts[0];

    if (first->is_field || reach < SURE || reach <= first->literal.len)
        return false;
    return c->kind != SHAPE_FREE_WEAK || text.at[first->literal.len + 1] == 'x';
}

/* Tries all shapes at the front of a view that is not empty. MATCH_NO: *reach is the farthest that
 * any of them fitted. */
static enum match match_front(const struct recogniser *r, const struct view *v, struct found *f,
                              size_t *reach, bool *garbled)
{
    char first = *v->text.at;
    enum match best = MATCH_NO;
    struct fields fields;
    size_t here;

    *reach = 0;
    *garbled = false;
    if (!v->line_start && v->before == '_' && is_letter(first))
        return MATCH_NO; /* the end of a longer name */
    for (uint64_t left = r->shapes_of[(unsigned char)first]; left > 0; left &= left - 1) {
        const struct compiled *c = &r->shapes[__builtin_ctzll(left)];
        if ((c->pattern.anchored && !v->line_start) ||
            (c->kind == SHAPE_FREE_WEAK && !r->weak_allowed))
            continue;
        enum match m = pattern_match(&c->pattern, v->text, v->ended, &fields, &here);
        if (m == MATCH_YES && stands(c, v, &fields)) {
            f->shape = c;
            f->fields = fields;
            return MATCH_YES;
        }
        if (m == MATCH_MORE)
            best = MATCH_MORE;
        if (!c->pattern.parts[0].is_field) /* a number is no sure beginning */
            *reach = here > *reach ? here : *reach;
        *garbled = *garbled || (m == MATCH_NO && is_garbled(c, v->text, here));
    }
    return best;
}

/* A piece breaks off where it stops fitting, or one byte before when that byte fits both (an f is a
 * hex digit, too). */
enum match recognise_at(const struct recogniser *r, const struct view *v, size_t at,
                        struct found *f)
{
    struct view rest = {{v->text.at + at, v->text.len - at}, v->ended, v->line_start, v->before};
    size_t reach;
    bool garbled;

    if (at > 0) {
        rest.line_start = false;
        rest.before = f->tear_count > 0 ? ' ' : v->text.at[at - 1];
    }
    f->at = at;
    enum match m = match_front(r, &rest, f, &reach, &garbled);
    if (m != MATCH_NO || reach == 0 || f->tear_count == RECOGNISER_TEARS)
        return m;
    f->tears[f->tear_count++] = at;
    for (size_t back = 0; back < 2 && back < reach; back++) {
        size_t next = at + reach - back;
        if (next >= v->text.len || !r->begins[(unsigned char)v->text.at[next]])
            continue;
        m = recognise_at(r, v, next, f);
        if (m != MATCH_NO)
            return m;
    }
    f->tear_count--;
    f->garbled = f->garbled || garbled;
    return MATCH_NO;
}

enum match recognise(const struct recogniser *r, const struct view *v, struct found *f)
{
    const bool *begins = v->line_start ? r->begins_anchored : r->begins;

    for (size_t at = 0; at < v->text.len; at++, begins = r->begins) {
        if (!begins[(unsigned char)v->text.at[at]])
            continue;
        f->tear_count = 0;
        enum match m = recognise_at(r, v, at, f);
        if (m != MATCH_NO)
            return m;
    }
    return MATCH_NO;
}

static uint8_t *recent_at(struct recogniser *r, const char *at)
{
    return &r->recent[(unsigned char)at[0]][(unsigned char)at[1] % RECOGNISER_SECONDS];
}

/* The order of shapes counts only among those that can match one line: when no shape before it can,
 * the shape that has matched is tried first from now on. Device output repeats itself. */
static void remember(struct recogniser *r, const struct compiled *c, const char *at)
{
    if ((c->rivals & r->shapes_of[(unsigned char)*at]) == 0)
        *recent_at(r, at) = (uint8_t)(c - r->shapes) + 1;
}

/* The same as recognise_whole, by trying all shapes. */
static __attribute__((cold)) const char *try_all(struct recogniser *r, const char *at,
                                                 uint64_t eight, const struct compiled **shape,
                                                 struct fields *fields)
{
    uint64_t left = r->shapes_of[(unsigned char)*at];
    const char *end;

    if (!r->weak_allowed)
        left &= ~r->weak;
    for (; left != 0; left &= left - 1) {
        const struct compiled *c = &r->shapes[__builtin_ctzll(left)];
        if (!program_begins(&c->program, eight))
            continue;
        enum match m = program_match(&c->program, at, fields, &end);
        if (m == MATCH_NO)
            continue;
        remember(r, c, at);
        *shape = c;
        return m == MATCH_YES ? end : NULL;
    }
    return NULL;
}

const char *recognise_whole(struct recogniser *r, const char *at, const struct compiled **shape,
                            struct fields *fields)
{
    size_t recent = *recent_at(r, at);
    uint64_t eight;

    memcpy(&eight, at, sizeof eight);
    if (recent > 0) {
        const struct compiled *c = &r->shapes[recent - 1];
        enum match m = MATCH_NO;
        const char *end;
        if (program_begins(&c->program, eight))
            m = program_match(&c->program, at, fields, &end);
        *shape = c;
        if (m != MATCH_NO)
            return m == MATCH_YES ? end : NULL;
    }
    return try_all(r, at, eight, shape, fields);
}

static bool is_needle(const struct recogniser *r, unsigned groups, const char *at, const char *end)
{
    if ((groups & (1u << GROUP_NUL | 1u << GROUP_LINE)) != 0)
        return true;
    for (uint64_t left = r->needles_of[(unsigned char)*at]; left > 0; left &= left - 1) {
        struct hpt_str needle = r->needles[__builtin_ctzll(left)];
        if ((size_t)(end - at) >= needle.len && memcmp(at, needle.at, needle.len) == 0)
            return true;
    }
    return false;
}

const char *recognise_needle(const struct recogniser *r, const char *at, const char *end)
{
    while ((at = finder_next(&r->finder, at, end)) < end) {
        if (is_needle(r, finder_groups(&r->finder, at, end), at, end))
            break;
        at++;
    }
    return at;
}

bool is_beginning(const struct recogniser *r, struct hpt_str text)
{
    struct fields unused;
    size_t reach;

    for (uint8_t i = 0; i < r->count; i++)
        if (pattern_match(&r->shapes[i].pattern, text, false, &unused, &reach) == MATCH_MORE)
            return true;
    return false;
}
