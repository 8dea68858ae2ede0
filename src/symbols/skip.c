#include "symbols/skip.h"

#include "base/str.h"

static const char *const wrappers[] = {
    /* C and POSIX */
    "malloc",
    "calloc",
    "realloc",
    "free",
    "reallocarray",
    "reallocf",
    "aligned_alloc",
    "memalign",
    "posix_memalign",
    "valloc",
    "pvalloc",
    "strdup",
    "strndup",
    "wcsdup",
    "asprintf",
    "vasprintf",
    "getline",
    "getdelim",
    /* glibc, newlib and picolibc: the same with a leading underscore, or for one thread */
    "__libc_*",
    "__strdup",
    "__strndup",
    "_malloc_r",
    "_calloc_r",
    "_realloc_r",
    "_free_r",
    "_reallocf_r",
    "_memalign_r",
    "_strdup_r",
    "_strndup_r",
    "_asprintf_r",
    "_vasprintf_r",
    "__malloc_*",
    "__getline",
    "__getdelim",
    /* the linker's --wrap */
    "__wrap_*",
    "__real_*",
    /* C++ and Rust */
    "operator new",
    "operator new[]",
    "operator delete",
    "operator delete[]",
    "__rust_alloc*",
    "__rust_realloc",
    "__rg_*",
    "__rdl_*",
    "alloc::alloc::*",
    /* runtimes: Mbed OS, micro:bit and CODAL, FreeRTOS, ESP-IDF, Zephyr, NuttX */
    "malloc_wrapper",
    "calloc_wrapper",
    "realloc_wrapper",
    "free_wrapper",
    "microbit_malloc",
    "microbit_alloc",
    "microbit_realloc",
    "microbit_free",
    "device_malloc",
    "device_malloc_in",
    "device_realloc",
    "device_free",
    "pvPort*",
    "vPortFree",
    "heap_caps_*",
    "multi_heap_*",
    "k_malloc",
    "k_calloc",
    "k_realloc",
    "k_aligned_alloc",
    "k_free",
    "k_heap_*",
    "sys_heap_*",
    "z_thread_aligned_alloc",
    "kmm_*",
    "mm_malloc",
    "mm_calloc",
    "mm_realloc",
    "mm_zalloc",
    "mm_free",
    "zalloc",
};

static const char *const containers[] = {"std::*", "__gnu_cxx::*", "core::*", "alloc::*"};

static bool fits(struct hpt_str name, struct hpt_str function)
{
    if (name.len == 0 || name.at[name.len - 1] != '*')
        return str_equal(name, function);
    return function.len >= name.len - 1 && memcmp(function.at, name.at, name.len - 1) == 0;
}

static bool fits_one(const char *const *names, size_t count, struct hpt_str function)
{
    for (size_t i = 0; i < count; i++)
        if (fits(str_of(names[i]), function))
            return true;
    return false;
}

/* The next name of a list; false at its end. */
static bool take_name(struct hpt_str *list, struct hpt_str *name)
{
    if (list->len == 0)
        return false;
    const char *comma = memchr(list->at, ',', list->len);
    name->at = list->at;
    name->len = comma != NULL ? (size_t)(comma - list->at) : list->len;
    str_skip(list, name->len + (comma != NULL));
    while (name->len > 0 && *name->at == ' ')
        str_skip(name, 1);
    while (name->len > 0 && name->at[name->len - 1] == ' ')
        name->len--;
    return true;
}

/* Compilers make copies of functions, such as malloc.constprop.0. */
static struct hpt_str without_clone(struct hpt_str function)
{
    const char *dot = function.len > 1 ? memchr(function.at + 1, '.', function.len - 1) : NULL;

    return dot != NULL ? (struct hpt_str){function.at, (size_t)(dot - function.at)} : function;
}

bool skip_is_wrapper(const struct skip *s, struct hpt_str function)
{
    struct hpt_str list = s->more != NULL ? str_of(s->more) : (struct hpt_str){0};
    struct hpt_str name;

    function = without_clone(function);
    while (take_name(&list, &name))
        if (fits(name, function))
            return true;
    return fits_one(wrappers, COUNT(wrappers), function);
}

bool skip_is_container(struct hpt_str function)
{
    return fits_one(containers, COUNT(containers), function);
}

bool skip_is_good(const char *more)
{
    struct hpt_str list = str_of(more);
    struct hpt_str name;
    bool any = false;

    while (take_name(&list, &name)) {
        if (name.len == 0)
            return false;
        any = true;
    }
    return any && more[strlen(more) - 1] != ',';
}
