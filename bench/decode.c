/* Reads a log through the library, for measuring it.
 *
 *     decode accounting|exact FILE [START SIZE]
 *
 * accounting decodes events and keeps count of live blocks; exact also runs the allocator's model,
 * and asks for the largest block that malloc could give after every event. START and SIZE are the
 * heap's, for dialects that print none. */
#include "heapterm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE (256u * 1024u)

struct sums {
    uint64_t events;
    uint64_t largest; /* sum over all events: the figure is asked for each time */
    uint64_t live;
};

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct sums *s = self;

    (void)event;
    s->events++;
    s->largest += state->largest_allocatable;
    s->live += state->live_bytes;
}

static bool feed_file(struct hpt_tracker *t, const char *path)
{
    static char piece[PIECE];
    FILE *f = fopen(path, "rb");
    bool good = f != NULL;

    for (size_t n; good && (n = fread(piece, 1, sizeof piece, f)) > 0;)
        good = hpt_feed(t, piece, n, 0, NULL) == HPT_OK;
    if (f != NULL)
        fclose(f);
    return good && hpt_end(t) == HPT_OK;
}

int main(int argc, char **argv)
{
    struct sums sums = {0};
    struct hpt_options options = {0};

    if ((argc != 3 && argc != 5) ||
        (strcmp(argv[1], "accounting") != 0 && strcmp(argv[1], "exact") != 0)) {
        fputs("usage: decode accounting|exact FILE [START SIZE]\n", stderr);
        return 2;
    }
    if (strcmp(argv[1], "accounting") == 0)
        options.account_only = true;
    if (argc == 5) {
        options.heap_given = true;
        options.heap_start = strtoull(argv[3], NULL, 0);
        options.heap_size = strtoull(argv[4], NULL, 0);
    }
    struct hpt_tracker *t = hpt_tracker_new(&options, NULL);
    if (t == NULL ||
        hpt_observe(t, &(struct hpt_observer){.self = &sums, .event = on_event}) != HPT_OK) {
        fputs("decode: no tracker\n", stderr);
        return 1;
    }
    if (!feed_file(t, argv[2])) {
        fputs("decode: cannot read\n", stderr);
        hpt_tracker_free(t);
        return 1;
    }
    const struct hpt_exactness *x = &hpt_state(t)->exactness;
    printf("%" PRIu64 " events, %" PRIu64 " predicted, %" PRIu64 " mispredicted, largest %" PRIu64
           ", live %" PRIu64 "\n",
           sums.events, x->predicted, x->mispredicted, sums.largest, sums.live);
    hpt_tracker_free(t);
    return 0;
}
