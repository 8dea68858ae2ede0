#include "cli/info.h"

#include "base/disarm.h"
#include "base/out.h"
#include "base/plural.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NOTES_SHOWN = 100 };

void info_wall(char text[WALL_SIZE], uint64_t wall_us, int zone_s)
{
    time_t local = (time_t)(wall_us / 1000000) + zone_s;
    int minutes = (zone_s < 0 ? -zone_s : zone_s) / 60;
    struct tm tm = {0};
    char seconds[24];

    (void)gmtime_r(&local, &tm);
    (void)strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &tm);
    (void)snprintf(text, WALL_SIZE, "%s.%06u%c%02d:%02d", seconds, (unsigned)(wall_us % 1000000),
                   zone_s < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
}

/* Text of the file may hold anything; on the screen it must not act. */
static void plain(struct hpt_out *out, const char *text)
{
    char piece[512];

    (void)snprintf(piece, sizeof piece, "%s", text);
    disarm(piece, strlen(piece));
    out_text(out, piece);
}

static void label(struct hpt_out *out, const char *name)
{
    out_format(out, "  %-10s ", name);
}

static void line(struct hpt_out *out, const char *name, const char *text)
{
    if (text == NULL)
        return;
    label(out, name);
    plain(out, text);
    out_char(out, '\n');
}

static void write_settings(struct hpt_out *out, const struct session_row *s)
{
    label(out, "input");
    plain(out, s->input != NULL ? s->input : "?");
    if (s->baud > 0)
        out_format(out, ", %" PRIu32 " baud", s->baud);
    if (s->framing != NULL) {
        out_text(out, ", ");
        plain(out, s->framing);
    }
    if (s->flow != NULL) {
        out_text(out, ", flow control ");
        plain(out, s->flow);
    }
    out_char(out, '\n');
    line(out, "board", s->board);
    line(out, "firmware", s->build_id);
    line(out, "heapterm", s->heapterm);
}

static void write_bytes(struct hpt_out *out, const char *name, const struct chunk_sums *sums)
{
    label(out, name);
    out_format(out, "%" PRIu64 " byte%s", sums->bytes, plural(sums->bytes));
    if (sums->chunks > 0)
        out_format(out, " in %" PRIu64 " chunk%s of %" PRIu64 " byte%s", sums->chunks,
                   plural(sums->chunks), sums->stored, plural(sums->stored));
    out_char(out, '\n');
}

static void write_note(struct hpt_out *out, const struct note_row *n)
{
    out_format(out, "  %14.6f s  %-6s  ", (double)n->time_us / 1e6,
               n->kind < NOTE_KINDS ? note_name(n->kind) : "?");
    if (n->kind == NOTE_MISSED)
        out_format(out, "%" PRIu64 " byte%s %s the device %s not recorded", n->missed,
                   plural(n->missed), n->direction == FROM_DEVICE ? "from" : "to", were(n->missed));
    else
        plain(out, n->text);
    out_char(out, '\n');
}

/* Returns the time of the last one. */
static uint64_t write_notes(struct hpt_out *out, struct recording *r, int64_t session,
                            struct fault *f)
{
    struct note_row note = {0};
    uint64_t count = 0;

    while (recording_note(r, session, note.id, &note, f) == ROW_THERE) {
        if (count == 0)
            out_text(out, "  happenings\n");
        if (++count <= NOTES_SHOWN)
            write_note(out, &note);
    }
    if (count > NOTES_SHOWN)
        out_format(out, "  and %" PRIu64 " more; --json has them all\n", count - NOTES_SHOWN);
    return note.time_us;
}

static bool write_session(struct hpt_out *out, const struct info *info, const struct session_row *s,
                          struct fault *f)
{
    struct chunk_sums sums[DIRECTIONS] = {0};
    char wall[WALL_SIZE];

    for (size_t d = 0; d < DIRECTIONS; d++)
        if (recording_sums(info->recording, s->id, (enum direction)d, &sums[d], f) != HPT_OK)
            return false;
    uint64_t last_us = sums[FROM_DEVICE].last_us > sums[TO_DEVICE].last_us
                           ? sums[FROM_DEVICE].last_us
                           : sums[TO_DEVICE].last_us;
    info_wall(wall, s->start_us, s->zone_s);
    out_format(out, "Session %" PRId64 "\n", s->id);
    write_settings(out, s);
    line(out, "began", wall);
    label(out, "lasted");
    if (s->has_end)
        out_format(out, "%.6f s, and was closed\n", (double)s->end_us / 1e6);
    else
        out_format(out, "%.6f s up to the last byte; it is going on, or was not closed\n",
                   (double)last_us / 1e6);
    write_bytes(out, "received", &sums[FROM_DEVICE]);
    write_bytes(out, "sent", &sums[TO_DEVICE]);
    (void)write_notes(out, info->recording, s->id, f);
    return f->status == HPT_OK;
}

static void write_recording(struct hpt_out *out, const struct info *info, struct fault *f)
{
    struct chunk_sums sums[DIRECTIONS] = {0};
    struct session_row session = {0};

    for (size_t d = 0; d < DIRECTIONS; d++)
        if (recording_sums(info->recording, 0, (enum direction)d, &sums[d], f) != HPT_OK)
            return;
    uint64_t bytes = sums[FROM_DEVICE].bytes + sums[TO_DEVICE].bytes;
    plain(out, info->name);
    out_format(out, ": a recording, format %d, %" PRIu64 " bytes on disk", RECORDING_VERSION,
               info->disk_bytes);
    if (bytes > 0)
        out_format(out, " for %" PRIu64, bytes);
    /* Of a short one most is the frame of the file, and a share of it says nothing. */
    if (bytes >= info->disk_bytes && bytes > 0)
        out_format(out, " (%.1f %%)", 100.0 * (double)info->disk_bytes / (double)bytes);
    out_char(out, '\n');
    while (recording_session(info->recording, session.id, &session, f) == ROW_THERE)
        if (!write_session(out, info, &session, f))
            return;
}

static void write_heap(struct hpt_out *out, const struct info *info)
{
    out_text(out, "Heap\n");
    label(out, "lines");
    out_format(out, "%" PRIu64 "\n", info->heap->line);
    label(out, "events");
    out_format(out,
               "%" PRIu64 ", %" PRIu64 " of them %sfailed allocation%s, in %" PRIu64 " run%s\n",
               info->events, info->failures, info->failures == 1 ? "a " : "",
               plural(info->failures), info->heap->run, plural(info->heap->run));
    label(out, "dialects");
    for (size_t i = 0; i < info->dialect_count; i++)
        out_format(out, "%s%s", i > 0 ? ", " : "", info->dialects[i]);
    out_text(out, info->dialect_count > 0 ? "\n" : "none\n");
}

void info_write_text(struct hpt_out *out, const struct info *info, struct fault *f)
{
    if (info->recording != NULL) {
        write_recording(out, info, f);
    } else {
        plain(out, info->name);
        out_format(out, ": a log, %" PRIu64 " byte%s", info->heap->byte, plural(info->heap->byte));
        if (info->disk_bytes > 0 && info->disk_bytes != info->heap->byte)
            out_format(out, ", %" PRIu64 " on disk", info->disk_bytes);
        out_char(out, '\n');
    }
    write_heap(out, info);
}
