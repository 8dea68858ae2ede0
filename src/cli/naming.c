#include "cli/naming.h"

#include "cli/command.h"
#include "symbols/symbols.h"

#include <inttypes.h>
#include <stdio.h>

/* So many callers that cannot be are more than damaged lines. */
enum { MISFITS = 4 };

static bool ask(void *self, uint64_t address, struct hpt_site_name *name, bool is_caller)
{
    struct naming *n = self;

    uv_mutex_lock(&n->lock);
    bool (*find)(void *, uint64_t, struct hpt_site_name *) = is_caller ? n->one.name : n->one.place;
    bool is_found = find(n->one.self, address, name);
    uv_mutex_unlock(&n->lock);
    return is_found;
}

static bool name_caller(void *self, uint64_t caller, struct hpt_site_name *name)
{
    return ask(self, caller, name, true);
}

static bool name_place(void *self, uint64_t address, struct hpt_site_name *name)
{
    return ask(self, address, name, false);
}

static enum hpt_status say_bounds(const struct naming *n, bool is_wanted, struct fault *f)
{
    const char *why;
    const struct elf_heap *heap = symbols_heap(n->symbols, &why);

    if (!is_wanted)
        return HPT_OK;
    if (heap == NULL) {
        notice_print("%s %s; where the heap lies is taken from the trace, or give it by --heap "
                     "START:SIZE",
                     n->path, why);
        return HPT_OK;
    }
    if (heap->end - heap->start >= HPT_HEAP_SIZE_LIMIT)
        return fault_input(f,
                           "the heap from %s to %s in %s is 2 GiB or larger, and heapterm keeps "
                           "smaller ones; give the part that is used by --heap START:SIZE",
                           heap->start_symbol, heap->end_symbol, n->path);
    notice_print("heap 0x%08" PRIx64 "..0x%08" PRIx64 ", from %s to %s in %s", heap->start,
                 heap->end, heap->start_symbol, heap->end_symbol, n->path);
    return HPT_OK;
}

enum hpt_status naming_open(struct naming *n, const struct settings *s, struct fault *f)
{
    *n = (struct naming){.path = s->elf};
    if (s->elf == NULL)
        return HPT_OK;
    n->symbols = symbols_open(s->elf, s->skip_frames, f);
    if (n->symbols == NULL)
        return f->status;
    if (uv_mutex_init(&n->lock) != 0 || say_bounds(n, !s->tracker.heap_given, f) != HPT_OK) {
        symbols_close(n->symbols);
        n->symbols = NULL;
        return f->status != HPT_OK ? f->status : fault_memory(f);
    }
    if (!symbols_has_lines(n->symbols))
        notice_print("%s has no debug information: call sites are named without files and lines",
                     n->path);
    n->one = symbols_namer(n->symbols);
    n->namer = (struct hpt_namer){.self = n, .name = name_caller, .place = name_place};
    return HPT_OK;
}

void naming_close(struct naming *n)
{
    if (n->symbols == NULL)
        return;
    symbols_close(n->symbols);
    uv_mutex_destroy(&n->lock);
    *n = (struct naming){0};
}

const struct hpt_namer *naming_namer(const struct naming *n)
{
    return n->symbols != NULL ? &n->namer : NULL;
}

void naming_bound(const struct naming *n, struct hpt_options *options)
{
    const char *why;
    const struct elf_heap *heap = n->symbols != NULL ? symbols_heap(n->symbols, &why) : NULL;

    if (heap == NULL || options->heap_given)
        return;
    options->heap_given = true;
    options->heap_start = heap->start;
    options->heap_size = heap->end - heap->start;
}

/* A heap that the device prints and that has no byte in common with the program's. NULL: there is
 * one that has, or none is printed. */
static const struct hpt_heap *stray_heap(const struct elf_heap *own, const struct hpt_state *state)
{
    const struct hpt_heap *stray = NULL;

    for (size_t i = 0; i < state->heap_count; i++) {
        const struct hpt_heap *h = &state->heaps[i];
        if (h->start < own->end && own->start < h->end)
            return NULL;
        if (h->bounds == HPT_BOUNDS_PRINTED)
            stray = h;
    }
    return stray;
}

static bool doubt(const struct naming *n, const struct hpt_state *state, bool is_over,
                  char sentence[NAMING_DOUBT])
{
    static const char advice[] = "the device runs another build, and names may be wrong; give the "
                                 ".elf that was flashed";
    const char *why;
    const struct elf_heap *own = symbols_heap(n->symbols, &why);
    const struct hpt_heap *stray = own != NULL ? stray_heap(own, state) : NULL;
    uint64_t callers, misfits;

    symbols_misfits(n->symbols, &callers, &misfits);
    if (misfits * 2 > callers && (is_over || misfits >= MISFITS)) {
        (void)snprintf(sentence, NAMING_DOUBT,
                       "%" PRIu64 " of %" PRIu64 " callers in the trace do not follow a call in "
                       "%s: %s",
                       misfits, callers, n->path, advice);
        return true;
    }
    if (stray == NULL)
        return false;
    (void)snprintf(sentence, NAMING_DOUBT,
                   "the device says that its heap is 0x%" PRIx64 "..0x%" PRIx64 ", in %s it is "
                   "0x%" PRIx64 "..0x%" PRIx64 ": %s",
                   stray->start, stray->end, n->path, own->start, own->end, advice);
    return true;
}

bool naming_doubts(struct naming *n, const struct hpt_state *state, bool is_over,
                   char sentence[NAMING_DOUBT])
{
    if (n->symbols == NULL)
        return false;
    uv_mutex_lock(&n->lock);
    bool is_news = !n->has_doubted && doubt(n, state, is_over, sentence);
    n->has_doubted = n->has_doubted || is_news;
    uv_mutex_unlock(&n->lock);
    return is_news;
}
