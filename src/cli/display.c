#include "cli/display.h"

#include "base/bytemap.h"
#include "cli/encodings.h"
#include "cli/patterns.h"

#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

unsigned display_columns(void *self)
{
    struct winsize size = {0};

    (void)self;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static int32_t zone(void *self, int64_t unix_seconds)
{
    const time_t at = (time_t)unix_seconds;
    struct tm local = {0};

    (void)self;
    return localtime_r(&at, &local) != NULL ? (int32_t)local.tm_gmtoff : 0;
}

/* First the map of the bytes that the device sends, then what they mean. */
static void fill_map(struct display *d, const struct settings *s)
{
    struct hpt_byte_map encoding;
    struct hpt_str unknown;

    if (s->imap == NULL && s->encoding == NULL)
        return;
    bytemap_init(&d->map);
    if (s->imap != NULL)
        (void)bytemap_parse(&d->map, s->imap, &unknown); /* looked at when it was given */
    if (s->encoding != NULL && encoding_read(s->encoding, &encoding))
        bytemap_chain(&d->map, &encoding);
    d->options.map = &d->map;
}

enum hpt_status display_open(struct display *d, const struct settings *s, uint64_t wall_us,
                             const struct hpt_namer *namer, struct fault *f)
{
    *d = (struct display){.options = {.color = wants_color(s),
                                      .map_full = s->map_full,
                                      .final_summary_off = s->no_summary,
                                      .safe = !s->raw && isatty(STDOUT_FILENO) == 1,
                                      .view = s->hex     ? HPT_VIEW_HEX
                                              : s->plain ? HPT_VIEW_PLAIN
                                                         : HPT_VIEW_HEAP,
                                      .only = s->only,
                                      .stamps = s->stamps,
                                      .wall_us = wall_us,
                                      .zone = zone,
                                      .columns = display_columns,
                                      .namer = s->raw ? NULL : namer}};
    tzset();
    fill_map(d, s);
    if (pattern_open(&d->options.filter, s->filter) != HPT_OK ||
        pattern_open(&d->options.exclude, s->exclude) != HPT_OK ||
        pattern_open(&d->options.highlight, s->highlight) != HPT_OK)
        return fault_memory(f);
    return HPT_OK;
}

void display_close(struct display *d)
{
    pattern_close(&d->options.filter);
    pattern_close(&d->options.exclude);
    pattern_close(&d->options.highlight);
}
