/* What a long recording takes on disk, without waiting for it to happen: SECONDS of LOG at RATE
 * bytes a second, in pieces of every PIECE_US microseconds with the jitter of a USB port, committed
 * ten times a second, as the recorder does.
 *
 *     bench_record_hour FILE LOG SECONDS RATE PIECE_US
 */
#include "recording/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { COMMIT_US = 100000, JITTER_US = 250 };

static char *log_bytes;
static size_t log_size;

static bool read_log(const char *path)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    log_bytes = malloc(1 << 24);
    log_size = log_bytes != NULL ? fread(log_bytes, 1, 1 << 24, file) : 0;
    (void)fclose(file);
    return log_size > 0;
}

static void fail(const struct fault *f)
{
    (void)fprintf(stderr, "%s\n", f->message);
    exit(1);
}

/* Adds the bytes that came in one commit's time. Returns their end in the endless log. */
static uint64_t add_commit(struct batch *batch, uint64_t start_us, uint64_t sent, uint64_t rate,
                           uint64_t piece_us)
{
    for (uint64_t at = piece_us; at <= COMMIT_US; at += piece_us) {
        uint64_t due = (start_us + at) * rate / 1000000;
        for (uint64_t size; sent < due; sent += size) {
            size_t from = (size_t)(sent % log_size);
            size = due - sent < log_size - from ? due - sent : log_size - from;
            const struct entry entry = {.kind = ENTRY_BYTES,
                                        .direction = FROM_DEVICE,
                                        .time_us = start_us + at + (uint64_t)rand() % JITTER_US,
                                        .size = size};
            if (!batch_add(batch, &entry, log_bytes + from))
                exit(1);
        }
    }
    return sent;
}

static uint64_t record(const char *path, uint64_t seconds, uint64_t rate, uint64_t piece_us)
{
    const struct recording_about about = {.heapterm = "bench", .input = "bench"};
    struct store s;
    struct batch batch = {0};
    struct fault f = {0};
    uint64_t sent = 0;

    if (store_open(&s, path, true, &f) != HPT_OK)
        fail(&f);
    store_begin(&s, &about);
    for (uint64_t at = 0; at < seconds * 1000000; at += COMMIT_US) {
        sent = add_commit(&batch, at, sent, rate, piece_us);
        if (store_commit(&s, &batch, &f) != HPT_OK)
            fail(&f);
        batch_clear(&batch);
    }
    if (store_end(&s, seconds * 1000000, &f) != HPT_OK)
        fail(&f);
    store_close(&s);
    batch_release(&batch);
    return sent;
}

int main(int argc, char **argv)
{
    struct stat st;

    if (argc != 6 || !read_log(argv[2])) {
        (void)fprintf(stderr, "usage: bench_record_hour FILE LOG SECONDS RATE PIECE_US\n");
        return 2;
    }
    uint64_t seconds = strtoull(argv[3], NULL, 10);
    uint64_t bytes =
        record(argv[1], seconds, strtoull(argv[4], NULL, 10), strtoull(argv[5], NULL, 10));
    if (stat(argv[1], &st) != 0)
        return 1;
    printf("%llu bytes in %llu s, %lld on disk: %.4f for each; %.3f s of a processor for a MB\n",
           (unsigned long long)bytes, (unsigned long long)seconds, (long long)st.st_size,
           (double)st.st_size / (double)bytes,
           (double)clock() / CLOCKS_PER_SEC / ((double)bytes / 1e6));
    return 0;
}
