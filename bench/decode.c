/* Reads a log through the library, for measuring it.
 *
 *     bench_decode MODE FILE [START SIZE]
 *
 * MODE says what is done about every event (START and SIZE are the heap's, for dialects that print
 * none):
 *
 *     accounting   it is decoded, and live blocks and bytes are kept
 *     unmodelled   and the map, from requested sizes, without a model of the allocator
 *     exact        and the map, with the model; the largest block that malloc could give is asked
 *     view         and a coloured line of the log view is written, to a sink that counts bytes
 *     report       the exact map, and all that heapterm report is made of; the report is written to
 *                  the same sink */
#include "heapterm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE (256u * 1024u)

enum mode { ACCOUNTING, UNMODELLED, EXACT, VIEW, REPORT, MODE_COUNT };

static const char *const modes[MODE_COUNT] = {"accounting", "unmodelled", "exact", "view",
                                              "report"};

struct sums {
    uint64_t events;
    uint64_t largest; /* sum over all events: the figure is asked for each time */
    uint64_t live;
};

struct run {
    enum mode mode;
    struct sums sums;
    uint64_t written; /* bytes of the log view */
    struct hpt_out out;
    struct hpt_log_view *view;
    struct hpt_reporter *reporter;
    struct hpt_tracker *tracker;
};

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct sums *s = self;

    (void)event;
    s->events++;
    s->largest += state->largest_allocatable;
    s->live += state->live_bytes;
}

static bool count_bytes(void *self, const char *bytes, size_t size)
{
    (void)bytes;
    *(uint64_t *)self += size;
    return true;
}

static struct hpt_options options_of(enum mode mode, char **heap)
{
    struct hpt_options options = {0};

    if (mode == ACCOUNTING)
        options.account_only = true;
    if (mode == UNMODELLED)
        options.allocator = "none";
    if (heap != NULL) {
        options.heap_given = true;
        options.heap_start = strtoull(heap[0], NULL, 0);
        options.heap_size = strtoull(heap[1], NULL, 0);
    }
    return options;
}

static bool begin_report(struct run *r)
{
    r->reporter = hpt_reporter_new(&(struct hpt_report_options){0});
    if (r->reporter == NULL)
        return false;
    struct hpt_observer reporter = hpt_reporter_observer(r->reporter);
    return hpt_observe(r->tracker, &reporter) == HPT_OK;
}

static bool end_report(struct run *r)
{
    if (r->reporter == NULL)
        return true;
    if (hpt_reporter_end(r->reporter, hpt_state(r->tracker)) != HPT_OK)
        return false;
    const struct hpt_report *report = hpt_reporter_report(r->reporter);
    if (report != NULL)
        hpt_write_report(&r->out, report, &(struct hpt_report_view){0});
    return report != NULL;
}

static bool begin(struct run *r, const struct hpt_options *options)
{
    struct hpt_observer sums = {.self = &r->sums, .event = on_event};

    r->tracker = hpt_tracker_new(options, NULL);
    if (r->tracker == NULL || hpt_observe(r->tracker, &sums) != HPT_OK)
        return false;
    r->out = (struct hpt_out){.self = &r->written, .write = count_bytes};
    if (r->mode == REPORT)
        return begin_report(r);
    if (r->mode != VIEW)
        return true;
    r->view = hpt_log_view_new(&r->out, &(struct hpt_log_options){.color = true});
    if (r->view == NULL)
        return false;
    struct hpt_observer view = hpt_log_view_observer(r->view);
    return hpt_observe(r->tracker, &view) == HPT_OK;
}

static bool feed_file(struct hpt_tracker *t, const char *path)
{
    static char piece[PIECE];
    FILE *f = fopen(path, "rb");
    bool good = f != NULL && setvbuf(f, NULL, _IONBF, 0) == 0;

    for (size_t n; good && (n = fread(piece, 1, sizeof piece, f)) > 0;)
        good = hpt_feed(t, piece, n, 0, NULL) == HPT_OK;
    if (f != NULL)
        fclose(f);
    return good && hpt_end(t) == HPT_OK;
}

/* Memory resident at the most. A parent that measures it would count its own from before exec. */
static unsigned long peak_kib(void)
{
    char line[128];
    unsigned long kib = 0;
    FILE *f = fopen("/proc/self/status", "r");

    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtoul(line + 6, NULL, 10);
    if (f != NULL)
        fclose(f);
    return kib;
}

static void say_result(const struct run *r)
{
    const struct hpt_exactness *x = &hpt_state(r->tracker)->exactness;

    printf("%" PRIu64 " events, %" PRIu64 " predicted, %" PRIu64 " mispredicted, largest %" PRIu64
           ", live %" PRIu64 ", %" PRIu64 " bytes of view, peak %lu KiB\n",
           r->sums.events, x->predicted, x->mispredicted, r->sums.largest, r->sums.live, r->written,
           peak_kib());
}

int main(int argc, char **argv)
{
    struct run run = {.mode = MODE_COUNT};

    for (int i = 0; (argc == 3 || argc == 5) && i < MODE_COUNT; i++)
        if (strcmp(argv[1], modes[i]) == 0)
            run.mode = (enum mode)i;
    if (run.mode == MODE_COUNT) {
        fputs("usage: bench_decode accounting|unmodelled|exact|view|report FILE [START SIZE]\n",
              stderr);
        return 2;
    }
    struct hpt_options options = options_of(run.mode, argc == 5 ? argv + 3 : NULL);
    bool good = begin(&run, &options) && feed_file(run.tracker, argv[2]) && end_report(&run);
    if (good) {
        if (run.view != NULL)
            hpt_log_view_summary(run.view, hpt_state(run.tracker));
        say_result(&run);
    } else {
        fputs("bench_decode: no memory, or cannot read\n", stderr);
    }
    hpt_reporter_free(run.reporter);
    hpt_log_view_free(run.view);
    hpt_tracker_free(run.tracker);
    return good ? 0 : 1;
}
