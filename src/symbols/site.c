#include "symbols/site.h"

#include "base/disarm.h"
#include "base/str.h"
#include "symbols/demangle.h"
#include "symbols/paths.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    FUNCTION_MAX = 1024, /* bytes of a name that are kept */
    SHORT_ENOUGH = 60    /* a longer name loses its template arguments */
};

/* A file may hold anything in place of a name. */
static struct hpt_str keep(struct names *names, struct hpt_str text)
{
    char *at = text.len > 0 ? names_keep(names, text.len) : NULL;

    if (at == NULL)
        return (struct hpt_str){0};
    memcpy(at, text.at, text.len);
    disarm(at, text.len);
    return (struct hpt_str){at, text.len};
}

static struct hpt_str keep_function(struct names *names, const char *name)
{
    char *plain = demangle(name);
    const char *text = plain != NULL ? plain : name;
    struct hpt_str kept = keep(names, (struct hpt_str){text, strnlen(text, FUNCTION_MAX)});

    free(plain);
    return kept;
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
static size_t without_arguments(struct hpt_str function, char *to)
{
    size_t length = 0, depth = 0;

    while (function.len > 0) {
        size_t skipped = operator_length(function);
        if (skipped > 0 && depth == 0) {
            memcpy(to + length, function.at, skipped);
            length += skipped;
        }
        if (skipped > 0) {
            str_skip(&function, skipped);
            continue;
        }
        char c = *function.at;
        if (c == '>' && depth > 0 && --depth == 0) {
            memcpy(to + length, "...", 3);
            length += 3;
        }
        if (depth == 0)
            to[length++] = c;
        depth += c == '<';
        str_skip(&function, 1);
    }
    return length;
}

static struct hpt_str make_text(const struct hpt_frame *f, bool is_wrapper, struct names *names)
{
    char function[4 * FUNCTION_MAX]; /* "<>" becomes "<...>" */
    char text[sizeof function + 512];
    size_t length = f->function.len;

    if (length > SHORT_ENOUGH)
        length = without_arguments(f->function, function);
    else
        memcpy(function, f->function.at, length);
    int shown = (int)length;
    int file = f->file.len < 256 ? (int)f->file.len : 256;
    int size;
    if (is_wrapper)
        size = snprintf(text, sizeof text, "%.*s (caller not in the trace)", shown, function);
    else if (f->file.len == 0)
        size = snprintf(text, sizeof text, "%.*s", shown, function);
    else
        size = snprintf(text, sizeof text, "%.*s (%.*s:%u)", shown, function, file, f->file.at,
                        f->line);
    return keep(names, (struct hpt_str){text, size > 0 ? (size_t)size : 0});
}

/* The innermost that is neither wrapper nor part of a container; if there is none, the container's
 * outermost function, which its user calls; if that is none, the outermost of all. */
static size_t choose(const struct hpt_frame *frames, size_t count, const struct skip *skip,
                     bool *is_wrapper)
{
    size_t container = count;

    *is_wrapper = false;
    for (size_t i = 0; i < count; i++) {
        if (skip_is_wrapper(skip, frames[i].function))
            continue;
        if (!skip_is_container(frames[i].function))
            return i;
        container = i;
    }
    *is_wrapper = container == count;
    return *is_wrapper ? count - 1 : container;
}

bool site_make(struct hpt_site_name *name, const struct chain *chain, const struct units *units,
               const struct skip *skip, struct names *names)
{
    struct hpt_frame *frames = names_keep(names, chain->count * sizeof *frames);
    size_t count = 0;
    bool is_wrapper;

    if (chain->count == 0 || frames == NULL)
        return false;
    for (size_t i = 0; i < chain->count; i++) {
        const struct link *l = &chain->links[i];
        struct hpt_frame f = {.line = l->line};
        if (l->function != NULL)
            f.function = keep_function(names, l->function);
        if (l->path != NULL)
            f.file = keep(names, path_short(units, l->path));
        if (f.function.len > 0)
            frames[count++] = f;
    }
    if (count == 0)
        return false;
    size_t site = choose(frames, count, skip, &is_wrapper);
    *name = (struct hpt_site_name){.text = make_text(&frames[site], is_wrapper, names),
                                   .frames = frames,
                                   .frame_count = count,
                                   .site = site,
                                   .is_wrapper = is_wrapper};
    return name->text.len > 0;
}
