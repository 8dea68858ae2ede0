/* Measures time travel: what it costs to keep a long input, and how long it takes to go anywhere.
 *
 *     bench_travel [EVENTS [LIVE [FORM]]]
 *
 * EVENTS is 10000000 and LIVE, the live blocks, 60 unless told otherwise; FORM is microbit or mbed.
 * The input is fed in pieces of 4 KiB, without a travel, with scene and course alone, and with all.
 * Then it goes to random events, and steps from each of them forward and back. All times are the
 * processor's. */
#include "trace.h"

#include "travel/travel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PIECE = 4096, JUMPS = 300, STEPS = 20, SAMPLES = JUMPS * STEPS };

struct feeder {
    struct trace_text head, cycle;
    uint64_t events;
    uint64_t heap_size;
};

struct ears {
    struct scene scene;
    struct course course;
};

static double seconds(clockid_t clock)
{
    struct timespec t;

    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool feed_text(struct hpt_tracker *t, struct travel *travel, const struct trace_text *text,
                      uint64_t events)
{
    for (size_t at = 0; at < text->count && hpt_state(t)->event < events; at += PIECE) {
        size_t size = text->count - at < PIECE ? text->count - at : PIECE;
        uint64_t us = hpt_state(t)->byte; /* of a fast line */
        if (hpt_feed(t, text->bytes + at, size, us, NULL) != HPT_OK)
            return false;
        if (travel != NULL)
            travel_fed(travel, text->bytes + at, size, us);
    }
    return true;
}

/* The processor's nanoseconds per event. */
static double feed_all(const struct feeder *f, struct hpt_tracker *t, struct travel *travel)
{
    double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
    bool is_fed = feed_text(t, travel, &f->head, f->events);

    while (is_fed && hpt_state(t)->event < f->events)
        is_fed = feed_text(t, travel, &f->cycle, f->events);
    if (!is_fed) {
        (void)fputs("bench_travel: no memory is left to feed the trace\n", stderr);
        exit(1);
    }
    return (seconds(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e9 / (double)hpt_state(t)->event;
}

static struct hpt_tracker *new_tracker(const struct feeder *f)
{
    return hpt_tracker_new(&(struct hpt_options){.heap_given = true,
                                                 .heap_start = TRACE_HEAP_START,
                                                 .heap_size = f->heap_size},
                           NULL);
}

static void course_hears(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    course_event(self, event, state);
}

static double without_travel(const struct feeder *f, struct ears *ears)
{
    struct hpt_tracker *t = new_tracker(f);

    if (t == NULL)
        return 0;
    scene_init(&ears->scene, t);
    course_init(&ears->course);
    const struct hpt_observer scene = scene_observer(&ears->scene);
    const struct hpt_observer course = {.self = &ears->course, .event = course_hears};
    double ns = feed_all(f, t, NULL);
    hpt_tracker_free(t);
    t = new_tracker(f);
    if (t == NULL || hpt_observe(t, &scene) != HPT_OK || hpt_observe(t, &course) != HPT_OK)
        return 0;
    ears->scene.tracker = t;
    double heard = feed_all(f, t, NULL);
    hpt_tracker_free(t);
    (void)printf("tracker alone                %8.1f ns/event\n", ns);
    (void)printf("with scene and course        %8.1f ns/event  (%+.1f)\n", heard, heard - ns);
    return ns;
}

static double go(struct travel *t, uint64_t event)
{
    const struct goal goal = {GOAL_EVENT, event};
    const struct scene *scene;
    double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
    enum hpt_status status = travel_go(t, &goal, &scene);
    double ms = (seconds(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e3;

    if (status != HPT_OK || hpt_state(scene->tracker)->event != event) {
        (void)fprintf(stderr, "bench_travel: event %llu was not reached\n",
                      (unsigned long long)event);
        exit(1);
    }
    return ms;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static void say(const char *what, double *ms, size_t count)
{
    qsort(ms, count, sizeof *ms, by_size);
    (void)printf("%-28s median %8.3f ms, 99 %% %8.3f ms, worst %8.3f ms\n", what, ms[count / 2],
                 ms[count * 99 / 100], ms[count - 1]);
}

static void measure(struct travel *t, uint64_t last)
{
    static double jumps[JUMPS], forward[SAMPLES], back[SAMPLES];
    uint64_t random = 1;

    for (size_t i = 0; i < JUMPS; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t event = 100 + (random >> 20) % (last - 200);
        jumps[i] = go(t, event);
        for (size_t k = 0; k < STEPS; k++)
            forward[i * STEPS + k] = go(t, ++event);
        for (size_t k = 0; k < STEPS; k++)
            back[i * STEPS + k] = go(t, --event);
    }
    say("to a random event", jumps, JUMPS);
    say("one event forward", forward, SAMPLES);
    say("one event back", back, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++)
        back[i] = go(t, last / 2 - i);
    say("back all the way", back, SAMPLES);
}

static void report_figures(const struct travel *t)
{
    struct travel_figures f;

    travel_figures(t, &f);
    (void)printf("keyframes                    %8zu, %.1f MiB, about %llu events apart\n",
                 f.keyframes, (double)f.keyframe_bytes / 1048576,
                 (unsigned long long)f.keyframe_events);
    (void)printf("history                      %8.1f MiB of %.1f MiB\n",
                 (double)f.packed_bytes / 1048576, (double)f.bytes / 1048576);
}

static int run(const struct feeder *f)
{
    struct ears *ears = malloc(sizeof *ears);
    int error;
    double alone = ears != NULL ? without_travel(f, ears) : 0;
    struct hpt_tracker *t = alone > 0 ? new_tracker(f) : NULL;
    struct travel *travel =
        t != NULL ? travel_new(t, &(struct travel_options){.memory = 0}, &error) : NULL;

    free(ears);
    if (travel == NULL)
        return 1;
    double ns = feed_all(f, t, travel);
    (void)printf("with all of time travel      %8.1f ns/event  (%+.1f)\n", ns, ns - alone);
    report_figures(travel);
    measure(travel, hpt_state(t)->event);
    travel_free(travel);
    hpt_tracker_free(t);
    return 0;
}

int main(int argc, char **argv)
{
    enum { CYCLE = 200000 };
    struct trace_options options = {.live = argc > 2 ? strtoull(argv[2], NULL, 10) : 60, .seed = 1};
    struct feeder f = {.events = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000000};

    options.form = argc > 3 && strcmp(argv[3], "mbed") == 0 ? TRACE_MBED : TRACE_MICROBIT;
    options.events = options.live * 4 > CYCLE ? options.live * 4 : CYCLE;
    f.heap_size = trace_heap_size(&options);
    if (f.events < 1000 || options.live == 0 || !trace_make(&options, &f.head, &f.cycle)) {
        (void)fputs(
            "bench_travel: EVENTS is at least 1000, LIVE at least 1; and memory is needed\n",
            stderr);
        return 2;
    }
    int status = run(&f);
    trace_text_release(&f.head);
    trace_text_release(&f.cycle);
    return status;
}
