/* What a tracker knows, as text: the log view, the map, the trust line. Part of heapterm.h, which
 * includes it. */
#include "heapterm.h" /* includes this one, in its place */

#ifndef HEAPTERM_VIEW_H
#define HEAPTERM_VIEW_H

#include "heapterm_names.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where text goes: `write` takes all bytes or returns false. Failures stick. */
struct hpt_out {
    void *self;
    bool (*write)(void *self, const char *bytes, size_t size);
    bool failed;
};

/* What the log view shows. */
enum hpt_view {
    HPT_VIEW_HEAP,  /* the device's text as it comes, one line per event, the map at a failure */
    HPT_VIEW_PLAIN, /* what the device sends and nothing else, its trace lines too; no summary */
    HPT_VIEW_HEX,   /* every byte that the device sends, 16 a row; no heap lines */
    HPT_VIEW_COUNT
};

/* Which of the lines the heap view shows. */
enum hpt_only { HPT_ONLY_ALL, HPT_ONLY_TRACE, HPT_ONLY_LOG, HPT_ONLY_COUNT };

/* The times in front of lines, each that of the line's first byte: since the line before, since
 * time 0, or the wall clock's. */
enum hpt_stamps {
    HPT_STAMPS_NONE,
    HPT_STAMPS_DELTA,
    HPT_STAMPS_ELAPSED,
    HPT_STAMPS_ISO,
    HPT_STAMPS_UNIX,
    HPT_STAMPS_COUNT
};

enum hpt_found { HPT_FOUND_NOT, HPT_FOUND, HPT_FOUND_UNDECIDED };

/* A pattern for lines, by whoever has regular expressions. `find` looks in `text` from the byte
 * `from` on and says where, or that it is too much work. NULL: no pattern. */
struct hpt_pattern {
    void *self;
    enum hpt_found (*find)(void *self, struct hpt_str text, size_t from, struct hpt_str *found);
};

/* What each byte of the device is shown as: for encodings, and for maps of line ends. */
struct hpt_byte_map {
    struct hpt_mapped {
        uint8_t length;
        char text[7];
    } to[256];
};

/* The log view. All zero is what a pipe wants: text and heap lines without colours. */
struct hpt_log_view;
struct hpt_log_options {
    bool color;
    bool map_full; /* draw maps whole however large */
    bool final_summary_off;
    bool safe; /* for a terminal: the device's bytes are shown, not obeyed (docs/display.md) */
    enum hpt_view view;
    enum hpt_only only;
    enum hpt_stamps stamps;
    uint64_t wall_us; /* wall clock at time 0, microseconds since 1970 UTC; 0: not known */
    int32_t (*zone)(void *self, int64_t unix_seconds); /* seconds east of UTC; NULL: UTC */
    unsigned (*columns)(void *self); /* width of the screen now, 0: not known; NULL: not known */
    void *self;                      /* for the two */
    struct hpt_pattern filter;       /* of the device's lines only those that match */
    struct hpt_pattern exclude;      /* and not those that match this one */
    struct hpt_pattern highlight;    /* what matches stands out, where there are colours */
    const struct hpt_byte_map *map;  /* NULL: bytes are shown as they are */
    const struct hpt_namer *namer;   /* NULL: addresses stay numbers */
};
/* `out`, and what the options point at, must outlive the view. NULL without memory. */
HPT_API struct hpt_log_view *hpt_log_view_new(struct hpt_out *out,
                                              const struct hpt_log_options *options);
HPT_API void hpt_log_view_free(struct hpt_log_view *view);
HPT_API struct hpt_observer hpt_log_view_observer(struct hpt_log_view *view);
/* From now on with these options. What is held back is shown before. */
HPT_API void hpt_log_view_change(struct hpt_log_view *view, const struct hpt_log_options *options);
HPT_API const struct hpt_log_options *hpt_log_view_options(const struct hpt_log_view *view);
/* For what others write to the same terminal: ends the row that the device's line stands on, and
 * takes its colours back. The line goes on in the next row. */
HPT_API void hpt_log_view_fresh_line(struct hpt_log_view *view);
/* What is typed, for local echo on a terminal: shown at once as text where the device's line
 * stands, in every view, whatever patterns, map and --raw do to the bytes of the device. CR and LF
 * end the line. `time_us` is for the stamp. */
HPT_API void hpt_log_view_echo(struct hpt_log_view *view, struct hpt_str typed, uint64_t time_us);
/* The same for what is soon taken off the screen again, such as a line that is edited: before the
 * device's line goes on, `go_back` takes it off and puts the cursor into that column, counted from
 * 0, of the row above it. False, and `go_back` is not called, where the line goes on in the next
 * row all the same. */
HPT_API bool hpt_log_view_step_aside(struct hpt_log_view *view,
                                     void (*go_back)(void *self, unsigned column), void *self);
/* Ends a text line that is still open, then writes the summary of the run. After hpt_end. With
 * HPT_VIEW_PLAIN or final_summary_off only the colours of a safe view are taken back. */
HPT_API void hpt_log_view_summary(struct hpt_log_view *view, const struct hpt_state *state);

/* The map of all heaps at this moment: JSON (docs/map.schema.json), or the picture. With `namer`
 * NULL the site of a block is its caller's address. */
HPT_API void hpt_write_map_json(struct hpt_out *out, const struct hpt_state *state,
                                const struct hpt_namer *namer);
HPT_API void hpt_write_map(struct hpt_out *out, const struct hpt_state *state,
                           const struct hpt_log_options *options);
/* One line: how far the figures can be trusted. */
HPT_API void hpt_write_trust(struct hpt_out *out, const struct hpt_state *state);
/* What is wrong with an event (its `warning`), and what a notice says: a clause without a full
 * stop, without a line end. */
HPT_API void hpt_write_warning(struct hpt_out *out, const struct hpt_event *event);
HPT_API void hpt_write_notice(struct hpt_out *out, const struct hpt_notice *notice);
/* The log view's CHANGE, in requested bytes: '+' or '-' and *bytes, '=' for an event that only says
 * again what was said, 0 for none. */
HPT_API char hpt_event_change(const struct hpt_event *event, uint64_t *bytes);

#ifdef __cplusplus
}
#endif
#endif
