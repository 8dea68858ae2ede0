/* A step has left the window of the last events: it is final. */
#include "tracker/tracker.h"

/* No later line has explained it: what was lost is counted and named. */
static __attribute__((cold)) void take_unexplained(struct hpt_tracker *t, const struct step *step)
{
    enum { CONFIRMED = 32 };
    const struct outcome *o = &step->outcome;
    struct hpt_notice n = {.event = step->deed.number};

    t->run.unconfirmed = CONFIRMED;
    t->run.unexplained++;
    t->run.mispredicted += o->verdict == HPT_VERDICT_MISPREDICTED;
    t->run.doubt_event = step->deed.number;
    uint64_t lost = (uint64_t)o->lost_releases + o->lost_allocs;
    uint64_t known = lost < t->run.unaccounted ? lost : t->run.unaccounted;
    t->run.unaccounted -= known;
    t->run.lost_lines += lost - known;
    if (lost == 0)
        t->run.unaccounted++;
    if (o->lost_releases > 0) {
        n.kind = HPT_NOTICE_LOST_RELEASE;
        n.address = o->lost_release;
        n.count = o->lost_releases;
        tracker_notice(t, &n);
    }
    if (o->lost_allocs > 0) {
        n.kind = HPT_NOTICE_LOST_ALLOC;
        n.address = o->lost_alloc;
        n.count = o->lost_allocs;
        tracker_notice(t, &n);
    }
    if (lost == 0) {
        n.kind = HPT_NOTICE_MISPREDICTED;
        n.address = step->deed.address;
        n.other_address = o->expected;
        n.reason = o->unmapped;
        tracker_notice(t, &n);
    }
}

void take_closed_step(void *self, const struct step *step)
{
    struct hpt_tracker *t = self;
    const struct outcome *o = &step->outcome;

    if (step->open)
        take_unexplained(t, step);
    else if (t->run.unconfirmed > 0)
        t->run.unconfirmed -= o->verdict == HPT_VERDICT_PREDICTED;
}
