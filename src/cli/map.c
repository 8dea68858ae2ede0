#include "cli/map.h"

#include "base/out.h"
#include "cli/display.h"

static void answer(void *self, const struct hpt_state *state, struct hpt_out *out, struct fault *f)
{
    const struct session *session = &((struct map *)self)->instant.session;
    const struct settings *settings = session->settings;
    const struct hpt_log_options options = {
        .color = wants_color(settings), .map_full = settings->map_full, .columns = display_columns};

    (void)f;
    if (settings->json) {
        hpt_write_map_json(out, state, naming_namer(session->naming));
        return;
    }
    hpt_write_map(out, state, &options);
    hpt_write_trust(out, state);
    out_char(out, '\n');
}

enum hpt_status map_open(struct map *m, const struct settings *settings, struct kept *kept,
                         struct fault *f)
{
    /* A program that goes through the instants of a trace begins before it: an empty map then. */
    bool is_walk = settings->json && settings->at.kind != AT_END && settings->at.kind != AT_PEAK;
    const struct instant_client client = {
        .self = m, .needs_trace = !is_walk, .at_end = "the map", .answer = answer};

    return instant_open(&m->instant, settings, &client, kept, f);
}
