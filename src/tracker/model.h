/* The heaps of one run and the allocator's model beside them: what each event does to the map. */
#ifndef TRACKER_MODEL_H
#define TRACKER_MODEL_H

#include "allocator/allocator.h"

/* An event, as far as the model is concerned. */
struct deed {
    enum hpt_event_kind kind;
    bool native;
    uint64_t number;
    uint64_t address;
    uint64_t old_address;
    uint64_t size;
    uint64_t caller;
    unsigned inner; /* events before it that are known to have happened after it */
};

/* What became of it. */
struct outcome {
    enum hpt_verdict verdict;
    uint64_t expected;
    enum hpt_warning warning;
    uint64_t other_address;
    bool has_block;
    struct hpt_block block; /* made, or released; not set without has_block */
    uint64_t old_requested;
    bool forced;    /* the device's word was taken against the model's: something is wrong */
    bool over_live; /* an allocation on a live block */
    unsigned lost_releases;
    uint64_t lost_release; /* address of the first block of them */
    unsigned lost_allocs;
    uint64_t lost_alloc;  /* where the first of them must be */
    const char *unmapped; /* why the block is not in the map, or NULL */
};

/* What events have shown of a trace that may begin late: late.h. */
struct late_facts {
    uint64_t old_event;  /* the last at which a block from before the trace was released or resized,
                            or any was resized in place */
    uint64_t last_event; /* of the last allocation in a heap with memory from before the trace */
    bool is_late;        /* an event showed that blocks were there before the trace */
    uint64_t begun;      /* allocations since a beginning that shows no older block */
    uint64_t higher;     /* of them, those that lay further up than all before */
    uint64_t reach;      /* since then, all up to here was handed out by what the trace shows */
    uint64_t newest;     /* the block that lies last below a top that is not known yet, or 0 */
};

struct model {
    struct heaps heaps;
    const struct allocator *allocator;
    bool keeps_at_zero; /* realloc(p, 0) does not release p: it was seen to be live afterwards */
    bool padded_first;  /* the first block of a heap with inferred bounds has padding in front */
    struct late_facts late;
    bool on_trial; /* what is done now may have to be undone, back to trial_mark */
    uint64_t trial_mark;
};

void model_release(struct model *m);

/* Is there no trial, or can it still be undone after what one more block takes? */
static inline bool model_may_go_on(const struct model *m)
{
    return !m->on_trial || heaps_has_room(&m->heaps, m->trial_mark);
}

/* The rules that hold from now on. Heaps that there are must have been made under rules that keep
 * bins, or not, as these do. */
static inline void model_use(struct model *m, const struct allocator *a)
{
    m->allocator = a;
    m->heaps.rules = a->bins;
}

/* What the allocator, which has `trimmed`, gives back to the system after a release. */
void model_trim(struct model *m, size_t heap);

/* The block *r was released into a heap that has memory from before the trace. */
enum hpt_status model_late_release(struct model *m, size_t heap,
                                   const struct record *r) HPT_MUST_CHECK;

/* Releases the block at p, and what the allocator then gives back to the system; **was is the block
 * as heaps_remove gives it. Inline, as half of all events are this. */
static inline __attribute__((always_inline)) enum hpt_status
model_give_back(struct model *m, size_t heap, struct place p, const struct record **was)
{
    *was = heaps_remove(&m->heaps, heap, p);
    if (m->allocator->trimmed)
        model_trim(m, heap);
    if (m->heaps.pub[heap].old_stretches > 0)
        return model_late_release(m, heap, *was);
    return HPT_OK;
}

/* The heap turns out to begin further down than *start: its first block was not the first, and does
 * not have what lies before that. *start is where what is known begins then. */
enum hpt_status model_unlead(struct model *m, size_t heap, uint64_t *start) HPT_MUST_CHECK;

/* A failed request has left this behind. */
void model_leave_traces(struct model *m, const struct spot *s);

/* realloc: as the allocator says (*taken), or as the device does (force). */
enum hpt_status expect_resize(struct model *m, const struct deed *d, struct outcome *o,
                              bool *taken) HPT_MUST_CHECK;
enum hpt_status force_resize(struct model *m, const struct deed *d,
                             struct outcome *o) HPT_MUST_CHECK;
/* Is the allocation of `d` where the model would put it, in a heap that may grow so far? */
bool model_expects(const struct model *m, const struct deed *d, struct spot *s);

/* Takes an event that is as the model says: *taken is true. Else *taken is false and nothing has
 * changed. */
enum hpt_status model_expect(struct model *m, const struct deed *d, struct outcome *o,
                             bool *taken) HPT_MUST_CHECK;

/* The same in short for an allocation or a release of an address that is not 0; *block is the block
 * made or released. */
enum hpt_status model_take_expected(struct model *m, const struct deed *d, struct hpt_block *block,
                                    bool *taken) HPT_MUST_CHECK;

/* Takes an event as the device says, and repairs the map around it so that blocks still tile. */
enum hpt_status model_force(struct model *m, const struct deed *d,
                            struct outcome *o) HPT_MUST_CHECK;

/* An allocation where the model did not say (for model_force). */
enum hpt_status force_alloc(struct model *m, const struct deed *d,
                            struct outcome *o) HPT_MUST_CHECK;

/* The live block at exactly this address. */
bool model_find_live(const struct model *m, uint64_t address, size_t *heap, struct place *p);

/* Corrects the caller of the live block at `address`. */
void model_call_site(struct model *m, uint64_t address, uint64_t caller);

/* The allocation of `d` is at the spot, as was expected. *taken is false where that contradicts
 * what else is known of the heap. */
enum hpt_status model_put_expected(struct model *m, const struct deed *d, const struct spot *s,
                                   struct outcome *o, bool *taken) HPT_MUST_CHECK;

/* Makes the block of `d` at the spot. */
enum hpt_status model_put(struct model *m, const struct deed *d, const struct spot *s,
                          struct outcome *o) HPT_MUST_CHECK;

struct hpt_block block_of(const struct record *r);

#endif
