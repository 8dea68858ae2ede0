#include "recording/playback.h"

enum hpt_status playback_open(struct playback *p, const char *path, struct fault *f)
{
    *p = (struct playback){.file = recording_open(path, f)};
    return p->file != NULL ? HPT_OK : f->status;
}

void playback_close(struct playback *p)
{
    recording_close(p->file);
}

static void see(struct playback *p, uint64_t time_us)
{
    if (time_us > p->seen_us)
        p->seen_us = time_us;
}

/* Where the times of the next session are 0. The wall clock may have been set meanwhile: the line
 * of time never runs backwards. */
static uint64_t base_of_next(const struct playback *p)
{
    const struct session_row *is = &p->session, *next = &p->next_session;
    uint64_t span = is->has_end && is->end_us > p->seen_us ? is->end_us : p->seen_us;
    uint64_t apart = next->start_us > is->start_us ? next->start_us - is->start_us : 0;

    return p->base_us + (apart > span ? apart : span);
}

static void enter_session(struct playback *p)
{
    p->base_us = p->has_session ? base_of_next(p) : 0;
    p->session = p->next_session;
    p->has_session = true;
    p->seen_us = 0;
    p->chunk_id = 0;
    p->place = 0;
    p->may_have_note = true;
}

/* The next piece of the chunk that was not given yet. A chunk that has grown from smaller ones may
 * begin with some that were. */
static bool next_piece(struct playback *p)
{
    uint64_t offset;

    do {
        if (!pieces_read(&p->pieces, &p->piece)) {
            p->piece.size = 0;
            return false;
        }
        offset = p->chunk.offset + p->chunk.count - p->pieces.left;
    } while (offset <= p->place);
    if (offset - p->piece.size < p->place)
        p->piece.size = offset - p->place;
    see(p, p->piece.time_us);
    return true;
}

static enum row load_chunk(struct playback *p, struct fault *f)
{
    enum row there =
        recording_chunk(p->file, p->session.id, FROM_DEVICE, p->chunk_id, &p->chunk, f);

    if (there != ROW_THERE)
        return there;
    p->may_have_note = true;
    p->chunk_id = p->chunk.id;
    p->pieces = (struct piece_reader){
        .rest = p->chunk.pieces, .time_us = p->chunk.first_us, .left = p->chunk.count};
    if (p->chunk.offset <= p->place)
        return ROW_THERE;
    (void)fault_input(f,
                      "the recording is damaged: bytes %llu to %llu of session %lld are not in it",
                      (unsigned long long)p->place, (unsigned long long)p->chunk.offset - 1,
                      (long long)p->session.id);
    return ROW_FAULT;
}

/* A note is next if its place has been reached. It is looked for after the bytes: whoever sees
 * bytes in the file sees the notes before them too. */
static enum row load_note(struct playback *p, struct fault *f)
{
    if (!p->has_note && p->may_have_note) {
        enum row there = recording_note(p->file, p->session.id, p->note_id, &p->note, f);
        if (there == ROW_FAULT)
            return ROW_FAULT;
        p->has_note = there == ROW_THERE;
        p->may_have_note = p->has_note;
    }
    return p->has_note && p->note.places[FROM_DEVICE] <= p->place ? ROW_THERE : ROW_NONE;
}

/* When this session has no more chunks. Only one that nobody adds to any more has a next one. */
static enum playback_item at_end_of_session(struct playback *p, struct fault *f)
{
    enum row next = recording_session(p->file, p->session.id, &p->next_session, f);
    enum row chunk = next == ROW_THERE ? load_chunk(p, f) : ROW_NONE;

    if (next == ROW_FAULT || chunk == ROW_FAULT)
        return PLAY_FAULT;
    if (chunk == ROW_THERE && next_piece(p))
        return PLAY_BYTES;
    return next == ROW_THERE ? PLAY_SESSION : PLAY_END;
}

static enum playback_item find_next(struct playback *p, struct fault *f)
{
    enum row there;

    while (p->piece.size == 0 && !next_piece(p)) {
        there = load_chunk(p, f);
        if (there == ROW_FAULT)
            return PLAY_FAULT;
        if (there == ROW_NONE)
            break;
    }
    there = load_note(p, f);
    if (there == ROW_FAULT)
        return PLAY_FAULT;
    if (there == ROW_THERE)
        return PLAY_NOTE;
    return p->piece.size > 0 ? PLAY_BYTES : at_end_of_session(p, f);
}

enum playback_item playback_peek(struct playback *p, struct fault *f)
{
    if (p->is_known)
        return p->item;
    if (!p->has_session) {
        enum row there = recording_session(p->file, 0, &p->next_session, f);
        if (there == ROW_THERE)
            enter_session(p);
        else
            p->item = there == ROW_FAULT ? PLAY_FAULT : PLAY_END;
    }
    if (p->has_session)
        p->item = find_next(p, f);
    p->is_known = p->item != PLAY_END;
    return p->item;
}

uint64_t playback_time_us(const struct playback *p)
{
    uint64_t end_us = p->session.has_end ? p->session.end_us : 0;

    switch (p->item) {
    case PLAY_BYTES:
        return p->base_us + p->piece.time_us;
    case PLAY_NOTE:
        return p->base_us + p->note.time_us;
    case PLAY_SESSION:
        return base_of_next(p);
    case PLAY_END:
    case PLAY_FAULT:
        break;
    }
    return p->base_us + (end_us > p->seen_us ? end_us : p->seen_us);
}

struct hpt_str playback_bytes(const struct playback *p)
{
    return (struct hpt_str){p->chunk.bytes.at + (p->place - p->chunk.offset), p->piece.size};
}

bool playback_follows(const struct playback *p, uint64_t *time_us)
{
    struct piece_reader pieces = p->pieces;
    struct piece piece;

    if (!pieces_read(&pieces, &piece))
        return false;
    *time_us = p->base_us + piece.time_us;
    return !p->has_note || p->note.places[FROM_DEVICE] > p->place + p->piece.size;
}

void playback_take(struct playback *p)
{
    p->is_known = false;
    if (p->item == PLAY_BYTES) {
        p->place += p->piece.size;
        p->piece.size = 0;
    } else if (p->item == PLAY_NOTE) {
        see(p, p->note.time_us);
        p->note_id = p->note.id;
        p->has_note = false;
        p->may_have_note = true;
    } else if (p->item == PLAY_SESSION) {
        enter_session(p);
    }
}
