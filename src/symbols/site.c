#include "symbols/site.h"

#include "base/disarm.h"
#include "base/out_buffer.h"
#include "base/str.h"
#include "symbols/demangle.h"
#include "symbols/paths.h"

#include <stdlib.h>
#include <string.h>

enum { FUNCTION_MAX = 1024 /* bytes of a name that are kept */ };

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

static struct hpt_str make_text(const struct hpt_frame *f, bool is_wrapper, struct names *names)
{
    const struct hpt_site_sum site = {
        .function = f->function, .file = f->file, .line = f->line, .is_wrapper = is_wrapper};
    char bytes[4 * FUNCTION_MAX];
    struct out_buffer text = {.text = bytes, .room = sizeof bytes};
    struct hpt_out out = out_into(&text);

    hpt_write_site(&out, &site);
    return keep(names, (struct hpt_str){bytes, text.size});
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
