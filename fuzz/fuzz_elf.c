/* ELF files with anything in them: what is opened names addresses in bounded time, the same each
 * time, and nothing of a name that is shown does more to a terminal than letters do. */
#include "base/str.h"
#include "fuzz.h"
#include "symbols/symbols.h"

#include <sys/mman.h>
#include <unistd.h>

enum { ADDRESSES = 64 };

static void check_text(struct hpt_str s)
{
    for (size_t i = 0; i < s.len; i++)
        must((unsigned char)s.at[i] >= ' ' && s.at[i] != 0x7f, "a control character in a name");
}

static void check_name(const struct hpt_site_name *n)
{
    must(n->frame_count > 0 && n->site < n->frame_count, "a site that is none of the frames");
    must(n->text.len > 0, "a name without text");
    check_text(n->text);
    for (size_t i = 0; i < n->frame_count; i++) {
        must(n->frames[i].function.len > 0, "a frame without function");
        check_text(n->frames[i].function);
        check_text(n->frames[i].file);
    }
}

static void ask(const struct hpt_namer *namer, uint64_t address)
{
    struct hpt_site_name one, other;
    bool is_known = namer->name(namer->self, address, &one);

    must(namer->name(namer->self, address, &other) == is_known, "a name comes and goes");
    if (is_known)
        must(one.text.at == other.text.at && one.frames == other.frames, "a name is not kept");
    if (is_known)
        check_name(&one);
    if (namer->place(namer->self, address, &one))
        check_name(&one);
}

static void ask_all(struct symbols *s)
{
    const struct hpt_namer namer = symbols_namer(s);
    uint64_t callers, misfits;
    struct hpt_str id;
    const char *why;

    for (uint64_t i = 0; i < ADDRESSES; i++) {
        ask(&namer, 0x100 + 2 * i + 1); /* where the programs of the corpus have their code */
        ask(&namer, i << (i & 63));
    }
    symbols_misfits(s, &callers, &misfits);
    must(misfits <= callers, "more callers are wrong than there are");
    (void)symbols_build_id(s, &id);
    must(symbols_heap(s, &why) != NULL || *why != '\0', "no heap, and no word on that");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fault f = {0};
    char path[64];
    int fd = memfd_create("elf", MFD_CLOEXEC);

    must(fd >= 0 && write(fd, data, size) == (ssize_t)size, "no file");
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct symbols *s = symbols_open(path, NULL, &f);
    must((s == NULL) == (f.status != HPT_OK), "a failure without words, or words without one");
    if (s != NULL)
        ask_all(s);
    symbols_close(s);
    (void)close(fd);
    return 0;
}
