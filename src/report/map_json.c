/* `map --json`: docs/map.schema.json is its promise. */
#include "base/str.h"
#include "report/json_field.h"
#include "report/words.h"

#include <inttypes.h>

static void write_block(struct hpt_out *out, const struct hpt_block *b,
                        const struct hpt_namer *namer)
{
    bool caller = b->seen && b->caller != 0;

    out_text(out, "{");
    json_hex(out, "header", b->header, true);
    out_text(out, ", ");
    json_hex(out, "address", b->address, b->state != HPT_BLOCK_UNKNOWN);
    out_format(out, ", \"size\": %" PRIu64 ", \"used\": %s, ", b->size,
               b->state == HPT_BLOCK_FREE ? "false" : "true");
    json_number(out, "requested", b->requested, b->seen);
    out_text(out, ", ");
    json_number(out, "event", b->event, b->seen);
    out_text(out, ", ");
    json_site(out, caller ? b->caller : 0, namer);
    out_text(out, ", ");
    json_hex(out, "caller", b->caller, caller);
    out_format(out, ", \"unknown\": %s, \"doubtful\": %s}",
               b->state == HPT_BLOCK_UNKNOWN ? "true" : "false", b->doubtful ? "true" : "false");
}

static void write_heap(struct hpt_out *out, const struct hpt_heap *h, const struct hpt_namer *namer)
{
    const char *comma = "\n    ";
    struct hpt_block b;

    out_format(out,
               "{\"index\": %" PRIu64 ", \"start\": \"0x%" PRIx64 "\", \"end\": \"0x%" PRIx64
               "\", \"size\": %" PRIu64
               ", \"bounds\": \"%s\", \"native\": %s, \"top\": \"0x%" PRIx64 "\",\n   ",
               h->index, h->start, h->end, h->end - h->start, bounds_name(h->bounds),
               h->native ? "true" : "false", h->top);
    out_format(out,
               "\"used_bytes\": %" PRIu64 ", \"used_blocks\": %" PRIu64
               ", \"unknown_bytes\": %" PRIu64 ", \"unknown_stretches\": %" PRIu64 ", ",
               h->used_bytes, h->used_blocks, h->unknown_bytes, h->unknown_blocks);
    out_format(out,
               "\"free_bytes\": %" PRIu64 ", \"free_blocks\": %" PRIu64
               ", \"largest_allocatable\": %" PRIu64 ", \"open\": %s,\n   \"blocks\": [",
               h->free_bytes, h->free_blocks, h->largest_allocatable, h->open ? "true" : "false");
    for (uint64_t at = h->start; hpt_heap_block(h, at, &b); at = b.header + b.size) {
        out_text(out, comma);
        write_block(out, &b, namer);
        comma = ",\n    ";
    }
    out_text(out, "]}");
}

static void write_state(struct hpt_out *out, const struct hpt_state *s)
{
    out_format(out,
               " \"state\": {\"live_blocks\": %" PRIu64 ", \"live_bytes\": %" PRIu64
               ", \"peak_live_bytes\": %" PRIu64 ", \"allocations\": %" PRIu64
               ", \"releases\": %" PRIu64 ", \"resizes\": %" PRIu64,
               s->live_blocks, s->live_bytes, s->peak_live_bytes, s->allocations, s->releases,
               s->resizes);
    out_format(out,
               ", \"failures\": %" PRIu64 ", \"warnings\": %" PRIu64
               ", \"largest_allocatable\": %" PRIu64 ", \"free_bytes\": %" PRIu64 "},\n",
               s->failures, s->warnings, s->largest_allocatable, s->free_bytes);
}

/* The words of a notice are one JSON string: they are gathered first. */
struct sentence {
    char text[400];
    size_t len;
};

static bool gather(void *self, const char *bytes, size_t size)
{
    struct sentence *s = self;
    size_t room = sizeof s->text - s->len;
    size_t take = size < room ? size : room;

    memcpy(s->text + s->len, bytes, take);
    s->len += take;
    return true;
}

static void write_note(struct hpt_out *out, const struct hpt_notice *n)
{
    struct sentence s = {.len = 0};
    struct hpt_out words = {.self = &s, .write = gather};

    hpt_write_notice(&words, n);
    out_format(out, "{\"kind\": \"%s\", \"text\": ", notice_name(n->kind));
    out_json_string(out, (struct hpt_str){s.text, s.len});
    out_format(out, ", \"event\": %" PRIu64 ", ", n->event);
    json_hex(out, "address", n->address, n->address != 0);
    out_text(out, "}");
}

void hpt_write_map_json(struct hpt_out *out, const struct hpt_state *s,
                        const struct hpt_namer *namer)
{
    out_text(out, "{\"heapterm\": \"map\", \"version\": 1,\n");
    out_format(out,
               " \"at\": {\"event\": %" PRIu64 ", \"line\": %" PRIu64 ", \"byte\": %" PRIu64 ", ",
               s->event, s->line, s->byte);
    json_number(out, "time_us", s->time_us, s->time_us != 0);
    out_format(out, "},\n \"run\": %" PRIu64 ", \"dialect\": \"%s\", \"allocator\": \"%s\",\n",
               s->run, s->dialect, s->allocator);
    out_char(out, ' ');
    json_exactness(out, &s->exactness);
    out_text(out, ",\n");
    write_state(out, s);
    out_text(out, " \"heaps\": [");
    for (size_t i = 0; i < s->heap_count; i++) {
        out_text(out, i > 0 ? ",\n  " : "\n  ");
        write_heap(out, &s->heaps[i], namer);
    }
    out_text(out, "],\n \"notes\": [");
    for (size_t i = 0; i < s->note_count; i++) {
        out_text(out, i > 0 ? ",\n  " : "\n  ");
        write_note(out, &s->notes[i]);
    }
    out_text(out, "]}\n");
}
