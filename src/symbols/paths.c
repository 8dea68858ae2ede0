#include "symbols/paths.h"

#include "base/str.h"

/* Takes the last component, without empty ones and ".", off `path`; false if there is none. */
static bool take_last(struct hpt_str *path, struct hpt_str *component)
{
    do {
        while (path->len > 0 && path->at[path->len - 1] == '/')
            path->len--;
        size_t end = path->len;
        while (path->len > 0 && path->at[path->len - 1] != '/')
            path->len--;
        *component = (struct hpt_str){path->at + path->len, end - path->len};
    } while (component->len > 0 && str_is(*component, "."));
    return component->len > 0;
}

/* How many components at the end of two paths are the same; SIZE_MAX if all of one are. */
static size_t common(struct hpt_str one, struct hpt_str other)
{
    struct hpt_str a, b;
    size_t count = 0;

    for (;; count++) {
        bool has_a = take_last(&one, &a);
        bool has_b = take_last(&other, &b);
        if (!has_a || !has_b)
            return SIZE_MAX;
        if (!str_equal(a, b))
            return count;
    }
}

static struct hpt_str last(struct hpt_str path, size_t components)
{
    struct hpt_str rest = path;
    struct hpt_str component = {path.at, 0};

    while (components > 0 && take_last(&rest, &component))
        components--;
    const char *from = component.len > 0 ? component.at : rest.at;
    return (struct hpt_str){from, (size_t)(path.at + path.len - from)};
}

struct hpt_str path_short(const struct units *u, const char *path)
{
    struct hpt_str whole = str_of(path);
    size_t components = 1;
    bool is_source = false;

    for (size_t i = 0; i < u->count; i++) {
        size_t same = u->all[i].path != NULL ? common(whole, str_of(u->all[i].path)) : 0;
        if (same == SIZE_MAX)
            is_source = true;
        else if (same >= components)
            components = same + 1;
    }
    return last(whole, is_source || components > 1 ? components : 2);
}
