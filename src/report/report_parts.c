#include "report/report_parts.h"

#include "analysis/sites.h"
#include "base/plain.h"
#include "base/str.h"
#include "report/words.h"

#include <inttypes.h>

const char *shape_name(enum hpt_shape shape)
{
    static const char *const names[HPT_SHAPE_COUNT] = {"unknown", "flat",     "falling", "step",
                                                       "bounded", "sawtooth", "linear"};

    return names[shape];
}

const char *warning_name(enum hpt_warning warning)
{
    static const char *const names[HPT_WARN_COUNT] = {
        [HPT_WARN_NONE] = "none",
        [HPT_WARN_FREE_OLD] = "releases of blocks from before the trace began",
        [HPT_WARN_FREE_UNKNOWN] = "releases of blocks never seen",
        [HPT_WARN_FREE_TWICE] = "second releases",
        [HPT_WARN_FREE_INSIDE] = "releases of addresses inside blocks",
        [HPT_WARN_ALLOC_LIVE] = "allocations over live blocks",
        [HPT_WARN_RESIZE_UNKNOWN] = "reallocs of blocks never seen",
        [HPT_WARN_AFTER_LOSS] = "oddities after output that the device dropped",
    };

    return names[warning];
}

const char *trouble_name(enum hpt_notice_kind kind)
{
    static const char *const names[HPT_NOTICE_KIND_COUNT] = {
        [HPT_NOTICE_RESTART] = "restarts",
        [HPT_NOTICE_PRINT_AGREES] = "heap prints that equal the map",
        [HPT_NOTICE_PRINT_SET] = "heap prints that made a heap known",
        [HPT_NOTICE_PRINT_DIFFERS] = "heap prints that contradict the map",
        [HPT_NOTICE_LOST_RELEASE] = "releases whose lines were lost",
        [HPT_NOTICE_LOST_ALLOC] = "allocations whose lines were lost",
        [HPT_NOTICE_MISPREDICTED] = "addresses that nothing explains",
        [HPT_NOTICE_BAD_PRINT] = "heap prints that contradict themselves",
        [HPT_NOTICE_GARBLED] = "trace lines that are garbled",
        [HPT_NOTICE_LATE] = "lines that came late, put back in order",
        [HPT_NOTICE_LOSS_MARK] = "places where the device says that it dropped output",
        [HPT_NOTICE_FATAL] = "fatal errors of the runtime",
        [HPT_NOTICE_DAMAGE] = "headers that may be damaged, if the board stopped by itself",
        [HPT_NOTICE_MODEL] = "times that another allocator fitted better",
        [HPT_NOTICE_LIMIT] = "things beyond heapterm's limits that were not kept",
    };

    return names[kind];
}

void write_said(struct hpt_out *out, struct hpt_str line)
{
    char plain[128];

    if (line.len > sizeof plain)
        line.len = sizeof plain;
    size_t size = plain_text(line, plain, NULL);
    for (size_t i = 0; i < size; i++)
        out_char(out, (unsigned char)plain[i] < ' ' || plain[i] == 0x7f ? ' ' : plain[i]);
}

void write_instant(struct hpt_out *out, const struct hpt_instant *at)
{
    out_format(out, "event %" PRIu64 ", line %" PRIu64, at->event, at->line);
    if (at->time_us > 0)
        out_format(out, ", at %.3f s", (double)at->time_us / 1e6);
}

void write_bold(struct hpt_out *out, const struct hpt_report_view *view, const char *text)
{
    if (view->color)
        out_text(out, "\x1b[1m");
    out_text(out, text);
    if (view->color)
        out_text(out, "\x1b[0m");
}

/* Columns are counted by characters. */
static size_t columns_of(struct hpt_str text)
{
    size_t columns = 0;

    for (size_t i = 0; i < text.len; i++)
        columns += ((unsigned char)text.at[i] & 0xc0) != 0x80;
    return columns;
}

/* Fills `width` columns; what is too long ends in an ellipsis. 0: all of it. */
static void write_in_width(struct hpt_out *out, struct hpt_str text, size_t width)
{
    bool is_cut = width > 0 && columns_of(text) > width;
    size_t room = is_cut ? width - 1 : SIZE_MAX;
    size_t columns = 0, size = 0;

    while (size < text.len && columns < room) {
        size++;
        while (size < text.len && ((unsigned char)text.at[size] & 0xc0) == 0x80)
            size++;
        columns++;
    }
    out_str(out, (struct hpt_str){text.at, size});
    if (is_cut) {
        out_text(out, "…");
        columns++;
    }
    for (; columns < width; columns++)
        out_char(out, ' ');
}

struct hpt_site_sum report_site(const struct hpt_report *r, size_t index,
                                const struct hpt_namer *namer)
{
    const struct hpt_site *s = &r->sites[index];
    bool is_rest =
        s->caller == 0 && s->size == 0 && index + 1 == r->site_count && index >= SITES_MAX;

    return is_rest ? (struct hpt_site_sum){.is_rest = true}
                   : hpt_site_of(s->caller, s->size, namer);
}

void write_site(struct hpt_out *out, const struct hpt_report *r, size_t index,
                const struct hpt_report_view *view, size_t width)
{
    char text[SITE_TEXT] = "?";

    if (index < r->site_count) {
        const struct hpt_site_sum site = report_site(r, index, view->namer);
        (void)site_text(&site, text, sizeof text);
    }
    write_in_width(out, str_of(text), width);
}
