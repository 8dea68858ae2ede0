/* Pens, names, times: see draw.h. */
#include "tui/draw.h"

#include "base/out.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "travel/scene.h"

#include <inttypes.h>

enum { TAB_STOP = 8 };

static bool keep(void *self, const char *bytes, size_t size)
{
    struct words *w = self;
    size_t room = sizeof w->text - 1 - w->length;
    size_t taken = size < room ? size : room;

    memcpy(w->text + w->length, bytes, taken);
    w->length += taken;
    w->text[w->length] = '\0';
    return true;
}

struct hpt_out *words_begin(struct words *w)
{
    w->length = 0;
    w->text[0] = '\0';
    w->out = (struct hpt_out){.self = w, .write = keep};
    return &w->out;
}

struct pen pen_selected(const struct show *s)
{
    if (s->look.colors == 0)
        return (struct pen){.flags = PEN_REVERSE};
    return (struct pen){.back = INK_SELECT};
}

struct pen pen_bar(const struct show *s)
{
    if (s->look.colors == 0)
        return (struct pen){.flags = PEN_REVERSE};
    return (struct pen){.back = INK_BAR};
}

void write_site_of(struct hpt_out *out, const struct hpt_namer *namer, uint64_t caller,
                   uint64_t size)
{
    struct hpt_site_name name;

    if (caller != 0 && namer != NULL && namer->name(namer->self, caller, &name))
        out_str(out, name.text);
    else if (caller != 0)
        out_format(out, "0x%08" PRIx64, caller);
    else
        out_format(out, "blocks of %" PRIu64, size);
}

void write_block_site(struct hpt_out *out, const struct hpt_namer *namer,
                      const struct hpt_block *block)
{
    if (block->state == HPT_BLOCK_UNKNOWN)
        out_text(out, "not known what is here");
    else if (!block->seen)
        out_text(out, "from before the trace began");
    else
        write_site_of(out, namer, block->caller, block->requested);
}

void write_time(struct hpt_out *out, uint64_t time_us)
{
    if (time_us > 0)
        out_format(out, "%" PRIu64 ".%03" PRIu64 " s", time_us / 1000000, time_us / 1000 % 1000);
}

const char *about(const struct show *s)
{
    if (s->state->open_bytes > 0)
        return "at least ";
    return s->state->exactness.level == HPT_LEVEL_INFERRED ? "~" : "";
}

const struct hpt_event *failure_of(const struct show *s)
{
    const struct hpt_event *last = scene_event(s->scene, 0);

    if (last == NULL || last->kind != HPT_EVENT_FAIL || last->number != s->state->event)
        return NULL;
    return last;
}

bool block_at(const struct hpt_state *state, uint64_t address, struct hpt_block *block,
              const struct hpt_heap **heap)
{
    for (size_t i = 0; i < state->heap_count; i++) {
        *heap = &state->heaps[i];
        if (hpt_heap_block(*heap, address, block))
            return true;
    }
    return false;
}

/* As text that no terminal obeys, and that has its full width before it is wrapped. */
static void write_shown(struct hpt_out *out, struct hpt_str raw, const struct words *w)
{
    char shown[VISIBLE_MOST];
    size_t length;
    uint32_t code = 0;

    for (; raw.len > 0; str_skip(&raw, length)) {
        enum utf8_kind kind = utf8_take(raw, &length, &code);
        length = kind == UTF8_CHARACTER ? length : 1;
        if (kind == UTF8_CHARACTER && code == '\t') {
            out_format(out, "%*s", (int)(TAB_STOP - w->length % TAB_STOP), "");
            continue;
        }
        char *end = put_visible(shown, raw);
        out_bytes(out, shown, (size_t)(end - shown));
    }
}

bool line_text(const struct scene *scene, uint64_t i, const struct scene_line **line,
               struct words *w)
{
    struct hpt_str pieces[2];
    struct words raw;

    if (!scene_line(scene, i, line, pieces))
        return false;
    out_str(words_begin(&raw), pieces[0]);
    out_str(&raw.out, pieces[1]);
    write_shown(words_begin(w), (struct hpt_str){raw.text, raw.length}, w);
    return true;
}
