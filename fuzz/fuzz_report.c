/* A report on plausible and on hostile input: its sums are sums, its peak is a peak, what it writes
 * is JSON, and how the input is cut does not matter. */
#include "spell.h"

#include "json.h"

struct sink {
    uint64_t bytes, sum;
};

static bool write_sum(void *self, const char *bytes, size_t size)
{
    struct sink *s = self;

    for (size_t i = 0; i < size; i++)
        s->sum = (s->sum ^ (unsigned char)bytes[i]) * 0x100000001B3u;
    s->bytes += size;
    return true;
}

static void check_curve(const struct hpt_curve *c)
{
    for (size_t i = 0; i < c->count; i++)
        must(c->points[i].least <= c->points[i].last && c->points[i].last <= c->points[i].most,
             "a part of a curve is not between its least and its most");
}

static void check_sites(const struct hpt_report *r, const struct hpt_state *s)
{
    uint64_t blocks = 0, bytes = 0;

    for (size_t i = 0; i < r->site_count; i++) {
        const struct hpt_site *site = &r->sites[i];
        blocks += site->live_blocks;
        bytes += site->live_bytes;
        must(site->most_bytes >= site->live_bytes, "a site holds more than its most");
        check_curve(&site->live);
    }
    if (r->run->number == s->run && !r->counted_only) {
        must(blocks == s->live_blocks, "the sites do not hold what lives");
        must(bytes == s->live_bytes, "the sites do not hold the bytes that live");
    }
    must(r->peak_bytes >= r->run->live_bytes, "the peak is lower than the end");
}

static void check_report(const struct hpt_report *r, const struct hpt_state *s)
{
    uint64_t named = 0;

    check_sites(r, s);
    check_curve(&r->live);
    check_curve(&r->largest);
    for (size_t i = 0; i < r->peak_held_count; i++) {
        must(r->peak_held[i].site < r->site_count, "a block of the peak has no site");
        named += r->peak_held[i].requested;
    }
    must(named + r->peak_unnamed_bytes >= r->peak_bytes, "bytes of the peak are missing");
    for (size_t i = 0; i < r->leak_count; i++)
        must(r->sites[r->leaks[i]].growth.low > 0, "a leak does not grow");
    for (size_t i = 0; i < r->fragmentation_count; i++) {
        const struct hpt_fragmentation *f = &r->fragmentation[i];
        must(f->e1 >= 0 && f->e1 <= 1 && f->e2 >= -1e-9 && f->e2 <= 1, "a share is none");
        must(f->widest <= f->free_bytes, "the widest hole is wider than all");
    }
}

static void check_json(struct sink *sink, const struct hpt_report *r)
{
    struct json_text text = {0};
    struct hpt_out out = {.self = &text, .write = json_keep};

    hpt_write_report_json(&out, r, &(struct hpt_report_view){.input = "input"});
    must(!out.failed && is_json(&text), "a report is no JSON");
    (void)write_sum(sink, text.at, text.size);
    free(text.at);
}

static struct sink run(const struct input *in, uint8_t options, uint32_t seed)
{
    struct hpt_report_options o = {.since = options & 16u ? HPT_SINCE_EVENT : HPT_SINCE_BEGIN,
                                   .since_number = options & 7u,
                                   .run = options & 32u ? 1 : 0};
    struct hpt_options given = {.account_only = (options & 8u) != 0,
                                .heap_given = (options & 64u) != 0,
                                .heap_start = 0x20000000,
                                .heap_size = 512};
    struct hpt_tracker *t = hpt_tracker_new(&given, NULL);
    struct hpt_reporter *reporter = hpt_reporter_new(&o);
    struct sink sink = {0};
    struct hpt_out out = {.self = &sink, .write = write_sum};

    must(t != NULL && reporter != NULL, "no memory");
    const struct hpt_observer observer = hpt_reporter_observer(reporter);
    must(hpt_observe(t, &observer) == HPT_OK, "no observer");
    for (size_t at = 0; at < in->length;) {
        size_t piece = seed == 0 ? in->length : next_piece(&seed, in->length - at);
        must(hpt_feed(t, in->text + at, piece, 1, NULL) == HPT_OK, "feeding failed");
        at += piece;
    }
    must(hpt_end(t) == HPT_OK, "the end failed");
    must(hpt_check(t) == NULL, "the map is broken");
    must(hpt_reporter_end(reporter, hpt_state(t)) == HPT_OK, "no report for want of memory");
    const struct hpt_report *r = hpt_reporter_report(reporter);
    if (r != NULL) {
        check_report(r, hpt_state(t));
        hpt_write_report(&out, r, &(struct hpt_report_view){.input = "input"});
        check_json(&sink, r);
    }
    hpt_reporter_free(reporter);
    hpt_tracker_free(t);
    return sink;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct input in;

    if (size == 0)
        return 0;
    spell_all(&in, data, size);
    struct sink whole = run(&in, data[0], 0);
    struct sink cut = run(&in, data[0], 1u + data[0]);
    must(whole.bytes == cut.bytes && whole.sum == cut.sum, "the report depends on the pieces");
    return 0;
}
