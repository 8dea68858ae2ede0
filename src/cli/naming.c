#include "cli/naming.h"

#include "cli/command.h"
#include "symbols/symbols.h"

#include <inttypes.h>
#include <stdio.h>

/* So many callers or blocks that cannot be are more than damaged lines. */
enum { ENOUGH = 4 };

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

static enum hpt_status take_bounds(struct naming *n, struct fault *f)
{
    const char *why;
    const struct elf_heap *heap = symbols_heap(n->symbols, &why);

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
    n->bounds = heap;
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
    bool is_good = s->tracker.heap_given || take_bounds(n, f) == HPT_OK;
    if (is_good && uv_mutex_init(&n->lock) != 0) {
        is_good = false;
        (void)fault_memory(f);
    }
    if (!is_good) {
        symbols_close(n->symbols);
        *n = (struct naming){0};
        return f->status;
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
    if (n->bounds == NULL)
        return;
    options->heap_given = true;
    options->heap_start = n->bounds->start;
    options->heap_size = n->bounds->end - n->bounds->start;
}

void naming_count(const struct naming *n, struct naming_blocks *b, const struct hpt_event *e)
{
    const struct elf_heap *own = n->bounds;
    bool is_made = e->kind == HPT_EVENT_ALLOC || e->kind == HPT_EVENT_RESIZE;

    if (own == NULL || !is_made || e->address == 0)
        return;
    if (own->start <= e->address && e->address < own->end)
        b->inside++;
    else
        b->outside++;
}

/* Some blocks may lie elsewhere: a device can have a second heap that its ELF file does not name.
 */
static bool doubt(const struct naming *n, const struct naming_blocks *b, bool is_over,
                  char sentence[NAMING_DOUBT])
{
    static const char advice[] = "the device runs another build, and names may be wrong; give the "
                                 ".elf that was flashed";
    uint64_t least = is_over ? 1 : ENOUGH;
    uint64_t callers, misfits;

    symbols_misfits(n->symbols, &callers, &misfits);
    if (misfits * 2 > callers && misfits >= least) {
        (void)snprintf(sentence, NAMING_DOUBT,
                       "callers in the trace (%" PRIu64 " of %" PRIu64 ") do not follow a call in "
                       "%s: %s",
                       misfits, callers, n->path, advice);
        return true;
    }
    if (b->inside > 0 || b->outside < least)
        return false;
    (void)snprintf(sentence, NAMING_DOUBT,
                   "the blocks in the trace (%" PRIu64 ") lie outside of the heap that %s has: %s",
                   b->outside, n->path, advice);
    return true;
}

bool naming_doubts(struct naming *n, const struct naming_blocks *b, bool is_over,
                   char sentence[NAMING_DOUBT])
{
    if (n->symbols == NULL)
        return false;
    uv_mutex_lock(&n->lock);
    bool is_news = !n->has_doubted && doubt(n, b, is_over, sentence);
    n->has_doubted = n->has_doubted || is_news;
    uv_mutex_unlock(&n->lock);
    return is_news;
}
