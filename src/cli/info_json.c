/* docs/recording.md describes this JSON. */
#include "cli/info.h"

#include "base/json.h"
#include "base/str.h"

#include <inttypes.h>

static void write_sums(struct hpt_out *out, const char *key, const struct chunk_sums *s)
{
    out_format(
        out, "\"%s\": {\"bytes\": %" PRIu64 ", \"chunks\": %" PRIu64 ", \"stored\": %" PRIu64 ", ",
        key, s->bytes, s->chunks, s->stored);
    json_number(out, "last_us", s->last_us, s->chunks > 0);
    out_text(out, "}");
}

static void write_note(struct hpt_out *out, const struct note_row *n)
{
    out_format(out, "{\"time_us\": %" PRIu64 ", ", n->time_us);
    json_text(out, "kind", n->kind < NOTE_KINDS ? note_name(n->kind) : NULL);
    out_format(out, ", \"received\": %" PRIu64 ", \"sent\": %" PRIu64 ", ", n->places[FROM_DEVICE],
               n->places[TO_DEVICE]);
    json_number(out, "missed", n->missed, n->kind == NOTE_MISSED);
    out_text(out, ", ");
    json_text(out, "text", n->kind == NOTE_MISSED ? NULL : n->text);
    out_text(out, "}");
}

static void write_notes(struct hpt_out *out, struct recording *r, int64_t session, struct fault *f)
{
    struct note_row note = {0};
    const char *comma = "\n      ";

    out_text(out, "\"notes\": [");
    while (recording_note(r, session, note.id, &note, f) == ROW_THERE) {
        out_text(out, comma);
        comma = ",\n      ";
        write_note(out, &note);
    }
    out_text(out, "]");
}

static void write_session(struct hpt_out *out, struct recording *r, const struct session_row *s,
                          struct fault *f)
{
    struct chunk_sums sums[DIRECTIONS] = {0};
    char wall[WALL_SIZE];

    for (size_t d = 0; d < DIRECTIONS && f->status == HPT_OK; d++)
        (void)!recording_sums(r, s->id, (enum direction)d, &sums[d], f);
    info_wall(wall, s->start_us, s->zone_s);
    out_format(out, "{\"id\": %" PRId64 ", ", s->id);
    json_text(out, "start", wall);
    out_format(out, ", \"start_us\": %" PRIu64 ", \"zone_s\": %d, \"closed\": %s, ", s->start_us,
               s->zone_s, s->has_end ? "true" : "false");
    json_number(out, "end_us", s->end_us, s->has_end);
    out_text(out, ",\n     ");
    json_text(out, "input", s->input);
    out_text(out, ", ");
    json_text(out, "board", s->board);
    out_text(out, ", ");
    json_number(out, "baud", s->baud, s->baud > 0);
    out_text(out, ", ");
    json_text(out, "framing", s->framing);
    out_text(out, ", ");
    json_text(out, "flow", s->flow);
    out_text(out, ", ");
    json_text(out, "build_id", s->build_id);
    out_text(out, ", ");
    json_text(out, "heapterm", s->heapterm);
    out_text(out, ",\n     ");
    write_sums(out, "received", &sums[FROM_DEVICE]);
    out_text(out, ",\n     ");
    write_sums(out, "sent", &sums[TO_DEVICE]);
    out_text(out, ",\n     ");
    write_notes(out, r, s->id, f);
    out_text(out, "}");
}

static void write_sessions(struct hpt_out *out, struct recording *r, struct fault *f)
{
    struct session_row session = {0};
    const char *comma = "\n    ";

    out_text(out, " \"sessions\": [");
    while (f->status == HPT_OK && recording_session(r, session.id, &session, f) == ROW_THERE) {
        out_text(out, comma);
        comma = ",\n    ";
        write_session(out, r, &session, f);
    }
    out_text(out, "],\n");
}

void info_write_json(struct hpt_out *out, const struct info *info, struct fault *f)
{
    bool is_recording = info->recording != NULL;

    out_text(out, "{\"heapterm\": \"info\", \"version\": 1, ");
    json_text(out, "file", info->name);
    out_text(out, ", ");
    json_text(out, "kind", is_recording ? "recording" : "log");
    out_text(out, ", ");
    json_number(out, "format", RECORDING_VERSION, is_recording);
    out_text(out, ", ");
    json_number(out, "disk_bytes", info->disk_bytes, info->disk_bytes > 0);
    out_text(out, ",\n");
    if (is_recording)
        write_sessions(out, info->recording, f);
    out_format(out,
               " \"bytes\": %" PRIu64 ", \"lines\": %" PRIu64 ", \"events\": %" PRIu64
               ", \"failures\": %" PRIu64 ", \"runs\": %" PRIu64 ", \"dialects\": [",
               info->heap->byte, info->heap->line, info->events, info->failures, info->heap->run);
    for (size_t i = 0; i < info->dialect_count; i++) {
        out_text(out, i > 0 ? ", " : "");
        out_json_string(out, str_of(info->dialects[i]));
    }
    out_text(out, "]}\n");
}
