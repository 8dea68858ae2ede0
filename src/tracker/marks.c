/* What stands between the events: heap prints, bounds, boots, losses, deaths, the end. */
#include "tracker/adopt.h"
#include "tracker/tracker.h"

static bool has_blocks(const struct hpt_tracker *t, size_t heap)
{
    return heap < t->model.heaps.count && t->model.heaps.blocks[heap].count > 0;
}

static bool was_printed(const struct hpt_tracker *t, size_t heap)
{
    return heap < t->model.heaps.count && t->model.heaps.pub[heap].bounds == HPT_BOUNDS_PRINTED;
}

/* A first heap without a used block, while blocks are live, is a new start; so is a print that
 * contradicts the map right after a boot, or one of a first heap elsewhere (another program). */
static bool shows_restart(const struct hpt_tracker *t, const struct heap_print *print, size_t heap)
{
    const struct heaps *h = &t->model.heaps;
    uint64_t differs;

    if (print->titled && print->index == 0 && heap == h->count && h->count > 0 &&
        h->pub[0].bounds == HPT_BOUNDS_PRINTED)
        return true;
    if (!was_printed(t, heap) || !has_blocks(t, heap))
        return t->boot_hint && print->used_bytes == 0 && h->live_blocks > 0 && heap < h->count;
    if (print->used_bytes == 0 && heap == 0)
        return true;
    return t->boot_hint && !adopt_agrees(&t->model, heap, print, &differs);
}

void mark_list(void *self)
{
    struct hpt_tracker *t = self;

    t->list_event = t->state.event;
}

/* A print is what the heap was when its list began: the device prints that with interrupts off.
 * What an interrupt did between the list and the totals behind it is taken back, for now. */
static size_t take_back(struct hpt_tracker *t, struct deed deeds[ORDER_STEPS])
{
    struct order *w = &t->order;
    size_t from = 0;

    while (from < w->count && order_step(w, from)->deed.number <= t->list_event)
        from++;
    if (from == w->count || !heaps_can_undo(&t->model.heaps, order_step(w, from)->mark))
        return 0;
    size_t count = w->count - from;
    for (size_t i = 0; i < count; i++) {
        deeds[i] = order_step(w, from + i)->deed;
        if (deeds[i].number <= t->list_event) /* put in order across the list */
            return 0;
    }
    enum hpt_status status = order_undo(&t->model, order_step(w, from));
    if (status != HPT_OK)
        tracker_fail(t, status);
    order_cut(w, from);
    return count;
}

static void take_again(struct hpt_tracker *t, const struct deed *deeds, size_t count)
{
    const struct outcome *o;
    size_t late_by;

    for (size_t i = 0; i < count && t->status == HPT_OK; i++) {
        enum hpt_status status = order_take(&t->order, &t->model, &deeds[i], &o, &late_by);
        if (status != HPT_OK)
            tracker_fail(t, status);
    }
}

/* The print becomes the map; *n says how the two compare. */
static enum hpt_status adopt(struct hpt_tracker *t, const struct heap_print *print, size_t heap,
                             struct hpt_notice *n)
{
    if (was_printed(t, heap)) {
        bool same = adopt_agrees(&t->model, heap, print, &n->address);
        n->kind = same ? HPT_NOTICE_PRINT_AGREES : HPT_NOTICE_PRINT_DIFFERS;
    }
    if (n->kind == HPT_NOTICE_PRINT_AGREES)
        return HPT_OK;
    if (n->kind == HPT_NOTICE_PRINT_DIFFERS) {
        t->run.lost_lines += t->run.unaccounted == 0;
        t->run.doubt_event = t->state.event;
    }
    return print->sizes
               ? adopt_print(&t->model, heap, print)
               : adopt_bounds(&t->model, print->start, print->end, HPT_BOUNDS_PRINTED, false);
}

static void tell_limit(struct hpt_tracker *t)
{
    if (t->status == HPT_OK)
        tracker_notice(
            t, &(struct hpt_notice){.kind = HPT_NOTICE_LIMIT,
                                    .event = t->state.event,
                                    .reason = "a heap of 2 GiB and more, or more than 32 of them"});
}

static void settle_print(struct hpt_tracker *t, const struct heap_print *print, size_t heap)
{
    struct hpt_notice n = {.kind = HPT_NOTICE_PRINT_SET, .event = t->state.event};

    n.heap = print->titled || heap == t->model.heaps.count ? print->index
                                                           : t->model.heaps.pub[heap].index;
    enum hpt_status status = adopt(t, print, heap, &n);
    if (status == HPT_ERR_MEMORY)
        tracker_fail(t, status);
    if (t->status != HPT_OK)
        return;
    if (status == HPT_ERR_ARGUMENT)
        tell_limit(t);
    else
        tracker_notice(t, &n);
    if (t->model.allocator->prints_heaps)
        adopt_drop_inferred(&t->model);
    t->run.bounds_set = true;
    t->run.unaccounted = t->run.late_unproven = t->run.unconfirmed = t->run.unexplained = 0;
}

void mark_heap(void *self, const struct heap_print *print)
{
    struct hpt_tracker *t = self;
    struct deed deeds[ORDER_STEPS];
    size_t count = 0;
    size_t heap = adopt_find(&t->model, print);

    if (t->status != HPT_OK)
        return;
    if (t->options.account_only) {
        t->reader.recogniser.weak_allowed = true;
        account_print(t,
                      print->used_bytes == 0 && print->index == 0 &&
                          (t->boot_hint || live_has_between(&t->live, print->start, print->end)));
        return;
    }
    if (shows_restart(t, print, heap))
        run_begin(t, "its first heap is printed anew", t->state.event + 1);
    else
        count = take_back(t, deeds);
    run_prepare(t, FAMILY_MICROBIT);
    t->reader.recogniser.weak_allowed = true;
    t->boot_hint = false;
    order_close(&t->order);
    heap = adopt_find(&t->model, print);
    if (print->sizes || !was_printed(t, heap))
        settle_print(t, print, heap);
    take_again(t, deeds, count);
    tracker_refresh(t);
}

void mark_bad_heap(void *self, const struct heap_print *print, const char *why)
{
    struct hpt_tracker *t = self;

    if (t->status != HPT_OK)
        return;
    tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_BAD_PRINT,
                                           .event = t->state.event,
                                           .heap = print->index,
                                           .address = print->start,
                                           .reason = why});
}

void mark_region(void *self, uint64_t start, uint64_t end)
{
    struct hpt_tracker *t = self;
    const struct heaps *h = &t->model.heaps;

    if (t->status != HPT_OK)
        return;
    if (t->options.account_only) {
        account_print(t, t->run.bounds_set); /* anew, not for the first time */
        t->run.bounds_set = true;
        return;
    }
    for (size_t i = 0; i < h->count; i++)
        if (h->pub[i].bounds == HPT_BOUNDS_PRINTED && h->live_blocks > 0) {
            run_begin(t, "it prints its heap's bounds anew", t->state.event + 1);
            break;
        }
    run_prepare(t, FAMILY_MBED);
    t->boot_hint = false;
    order_close(&t->order);
    enum hpt_status status = adopt_bounds(&t->model, start, end, HPT_BOUNDS_PRINTED, true);
    if (status == HPT_ERR_MEMORY)
        tracker_fail(t, status);
    if (status != HPT_OK) {
        tell_limit(t);
        return;
    }
    rivals_bounds(t, start, end);
    if (t->run.first_count == 0 && h->count == 1) {
        t->first_heap = h->pub[0];
        t->first_heap_set = true;
    } else {
        t->run.bounds_set = true;
    }
    tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_PRINT_SET,
                                           .event = t->state.event,
                                           .address = start,
                                           .other_address = end});
}

void mark_boot(void *self)
{
    struct hpt_tracker *t = self;

    t->boot_hint = true;
}

void mark_garbled(void *self)
{
    struct hpt_tracker *t = self;

    if (!t->family_known || t->status != HPT_OK)
        return;
    t->run.lost_lines++;
    t->run.unaccounted++;
    tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_GARBLED, .event = t->state.event});
}

void mark_loss(void *self, struct hpt_str line)
{
    struct hpt_tracker *t = self;

    if (t->family_known && t->family == FAMILY_MICROBIT && t->status == HPT_OK) {
        t->run.lost_lines++;
        t->run.unaccounted += LOSS_UNKNOWN;
        tracker_notice(t, &(struct hpt_notice){
                              .kind = HPT_NOTICE_LOSS_MARK, .event = t->state.event, .text = line});
    }
}

void mark_fatal(void *self, struct hpt_str line)
{
    struct hpt_tracker *t = self;

    if (t->status != HPT_OK || t->state.event == 0 || t->run.ended)
        return;
    order_close(&t->order);
    t->run.ended = true;
    tracker_notice(
        t, &(struct hpt_notice){.kind = HPT_NOTICE_FATAL, .event = t->state.event, .text = line});
}

/* A line that is nearly a trace line counts as one that was damaged, unless it names something that
 * lies in no heap. */
void mark_nearly(void *self, uint64_t address)
{
    enum { NEAR_BYTES = 1 << 12 }; /* heaps with inferred bounds may reach farther */
    struct hpt_tracker *t = self;
    const struct heaps *h = &t->model.heaps;
    bool inside = address == 0;

    for (size_t i = 0; i < h->count && !inside; i++) {
        uint64_t more = h->pub[i].bounds == HPT_BOUNDS_INFERRED ? NEAR_BYTES : 0;
        inside = address + more >= h->pub[i].start && address < h->pub[i].end + more;
    }
    if (inside)
        mark_garbled(t);
}

/* The live block right below an address: who wrote past its end would hit what is there. */
static uint64_t block_below(const struct hpt_tracker *t, uint64_t address)
{
    const struct heaps *h = &t->model.heaps;
    size_t heap = heaps_find(h, address);

    if (heap == h->count)
        return 0;
    struct place p = blocks_find(&h->blocks[heap], address);
    return blocks_address(&h->blocks[heap], p);
}

static bool is_native(const struct hpt_tracker *t, uint64_t address)
{
    size_t heap = heaps_find(&t->model.heaps, address);

    return heap < t->model.heaps.count && t->model.heaps.pub[heap].native;
}

/* A micro:bit prints a release before it looks at the block, and its panic prints nothing: when a
 * damaged header stops it, that line is the last one ever. Nothing else in the output tells. */
void mark_gap(struct hpt_tracker *t)
{
    if (t->state.event > 0)
        t->run.unaccounted += LOSS_UNKNOWN;
}

void mark_end(struct hpt_tracker *t)
{
    bool cr_lf = t->reader.dropped == t->reader.bytes; /* the event was taken at the CR */
    bool last_line = t->last.byte + cr_lf == t->reader.bytes && t->last.shape == SHAPE_FREE;

    if (t->status != HPT_OK || t->end_noted || !last_line || t->family != FAMILY_MICROBIT ||
        t->options.account_only || t->last.released == 0 || !t->last.sound ||
        is_native(t, t->last.released))
        return;
    t->end_noted = true;
    tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_DAMAGE,
                                           .event = t->state.event,
                                           .address = t->last.released,
                                           .other_address = block_below(t, t->last.released)});
}
