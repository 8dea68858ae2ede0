/* What is told of an input, as a number and as text: two that were told the same have the same. */
#ifndef UNIT_STORY_H
#define UNIT_STORY_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>

struct file {
    char *at;
    size_t size;
};

static inline struct file read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    struct file file = {.size = (size_t)ftell(f)};
    rewind(f);
    file.at = malloc(file.size + 1);
    assert_non_null(file.at);
    assert_int_equal(fread(file.at, 1, file.size, f), file.size);
    (void)fclose(f);
    return file;
}

/* FNV-1a. All zero is the hash of nothing. */
static inline void hash_bytes(uint64_t *hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < size; i++)
        *hash = (*hash ^ at[i]) * UINT64_C(0x100000001b3) + 1;
}

static inline void hash_number(uint64_t *hash, uint64_t number)
{
    hash_bytes(hash, &number, sizeof number);
}

static inline void hash_text(uint64_t *hash, const char *text)
{
    hash_bytes(hash, text ? text : "-", text ? strlen(text) + 1 : 2);
}

static inline void hash_block(uint64_t *hash, const struct hpt_block *b)
{
    const uint64_t values[] = {b->state,   b->seen,      b->doubtful, b->header, b->size,
                               b->address, b->requested, b->event,    b->caller};

    hash_bytes(hash, values, sizeof values);
}

static inline void hash_event(uint64_t *hash, const struct hpt_event *e)
{
    const uint64_t values[] = {e->kind,     e->size_known, e->repeated,      e->native,
                               e->number,   e->run,        e->input_line,    e->input_byte,
                               e->begun_us, e->time_us,    e->address,       e->old_address,
                               e->size,     e->caller,     e->verdict,       e->expected,
                               e->warning,  e->other,      e->other_address, e->old_requested};

    hash_bytes(hash, values, sizeof values);
    hash_block(hash, &e->block);
    hash_bytes(hash, e->line.at, e->line.len);
}

static inline void hash_notice(uint64_t *hash, const struct hpt_notice *n)
{
    const uint64_t values[] = {n->kind, n->event, n->address, n->other_address, n->count, n->heap};

    hash_bytes(hash, values, sizeof values);
    hash_text(hash, n->reason);
    hash_bytes(hash, n->text.at, n->text.len);
}

static inline bool write_hash(void *self, const char *bytes, size_t size)
{
    hash_bytes(self, bytes, size);
    return true;
}

static inline void hash_runs(uint64_t *hash, const struct hpt_state *s)
{
    for (size_t i = 0; i < s->earlier_count; i++)
        hash_bytes(hash, &s->earlier[i], sizeof s->earlier[i]); /* it has no padding */
    for (size_t i = 0; i < s->note_count; i++)
        hash_notice(hash, &s->notes[i]);
}

/* All that a state says, its map too. */
static inline uint64_t hash_state(const struct hpt_state *s)
{
    const struct hpt_exactness *e = &s->exactness;
    const uint64_t values[] = {s->counted_only,
                               s->event,
                               s->line,
                               s->byte,
                               s->time_us,
                               s->run,
                               s->live_blocks,
                               s->live_bytes,
                               s->peak_live_bytes,
                               s->peak_event,
                               s->free_bytes,
                               s->total_bytes,
                               s->largest_allocatable,
                               s->low_largest_allocatable,
                               s->low_event,
                               s->allocations,
                               s->releases,
                               s->resizes,
                               s->failures,
                               s->warnings,
                               s->null_releases,
                               e->level,
                               e->exact_since,
                               e->predicted,
                               e->mispredicted,
                               e->lost_lines,
                               e->unknown_blocks,
                               e->late_lines,
                               e->torn_lines,
                               s->notes_dropped};
    uint64_t hash = 0;
    struct hpt_out out = {.self = &hash, .write = write_hash};

    hash_bytes(&hash, values, sizeof values);
    hash_text(&hash, s->dialect);
    hash_text(&hash, s->allocator);
    hash_text(&hash, e->rival);
    hash_runs(&hash, s);
    hpt_write_map_json(&out, s, NULL);
    hpt_write_trust(&out, s);
    return hash;
}

/* Everything that a tracker tells, in order; text is one text, however it is cut. */
struct story {
    uint64_t events, notices, text;
};

static inline void story_event(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    struct story *story = self;

    hash_event(&story->events, e);
    hash_number(&story->events, s->live_bytes);
    hash_number(&story->events, s->largest_allocatable);
}

static inline void story_notice(void *self, const struct hpt_notice *n, const struct hpt_state *s)
{
    struct story *story = self;

    hash_notice(&story->notices, n);
    hash_number(&story->notices, s->event);
}

static inline void story_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    (void)time_us;
    hash_bytes(&((struct story *)self)->text, bytes.at, bytes.len);
}

static inline struct hpt_observer story_observer(struct story *story)
{
    return (struct hpt_observer){
        .self = story, .text = story_text, .event = story_event, .notice = story_notice};
}

#endif
