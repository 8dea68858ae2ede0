/* Fault dumps and backtraces: however the device's text is cut and whatever pauses lie between, the
 * same lines are written below it; a line asks for few names, and for none that it does not hold.
 */
#include "fuzz.h"
#include "report/places.h"

#include <string.h>

enum { ROOM = 1 << 20 };

struct text {
    size_t len;
    size_t asked;
    char at[ROOM];
};

static bool add(void *self, const char *bytes, size_t size)
{
    struct text *t = self;

    must(t->len + size <= ROOM, "more comes out than names can be found");
    memcpy(t->at + t->len, bytes, size);
    t->len += size;
    return true;
}

/* Half of all addresses are known, and some of them are inlined. */
static bool name(void *self, uint64_t address, struct hpt_site_name *name)
{
    static const struct hpt_frame frames[] = {
        {.function = {"one", 3}, .file = {"a.c", 3}, .line = 1}, {.function = {"two", 3}}};
    struct text *t = self;

    t->asked++;
    if (address % 2 == 0)
        return false;
    *name = (struct hpt_site_name){
        .text = {"one", 3}, .frames = frames, .frame_count = 1 + address / 2 % 2};
    return true;
}

static void show(struct text *t, struct hpt_str in, uint32_t seed, bool pauses)
{
    struct hpt_out out = {.self = t, .write = add};
    const struct hpt_namer namer = {.self = t, .name = name, .place = name};
    const struct hpt_log_options options = {.safe = true, .namer = &namer};
    struct hpt_log_view *v = hpt_log_view_new(&out, &options);

    must(v != NULL, "no memory");
    const struct hpt_observer o = hpt_log_view_observer(v);
    t->len = t->asked = 0;
    for (size_t at = 0; at < in.len;) {
        size_t piece = seed == 0 ? in.len : next_piece(&seed, in.len - at);
        o.text(o.self, (struct hpt_str){in.at + at, piece}, 1);
        at += piece;
        if (pauses && o.holds(o.self))
            o.pause(o.self, false);
    }
    o.pause(o.self, true);
    hpt_log_view_free(v);
}

static void check_places(struct hpt_str line)
{
    struct place places[PLACES_MAX];
    size_t count = places_find(line, places);

    must(count <= PLACES_MAX, "too many places");
    for (size_t i = 0; i < count; i++) {
        struct hpt_str label = places[i].label;
        must(label.len == 0 || (label.at >= line.at && label.at + label.len <= line.at + line.len),
             "a label is no part of the line");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct text whole, cut;
    struct hpt_str in = {(const char *)data, size};

    if (size == 0 || size > 8192)
        return 0;
    show(&whole, in, 0, false);
    show(&cut, in, 1 + data[0], false);
    must(whole.len == cut.len && memcmp(whole.at, cut.at, whole.len) == 0,
         "cut, the input is shown otherwise");
    show(&cut, in, 1 + data[0], true);
    must(whole.asked == cut.asked, "with pauses other names are asked for");
    check_places(in);
    return 0;
}
