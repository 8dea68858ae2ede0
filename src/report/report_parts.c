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

void write_count(struct hpt_out *out, uint64_t count, const char *noun)
{
    out_format(out, "%" PRIu64 " %s%s", count, noun, plural(count));
}

/* What is counted, as one; and what stands behind it, for one and for many. */
struct counted {
    const char *noun, *rest;
};

static void write_counted(struct hpt_out *out, uint64_t count, int width,
                          const struct counted *what)
{
    out_format(out, "%*" PRIu64 " %s%s%s", width, count, what->noun, plural(count), what->rest);
}

void write_warnings(struct hpt_out *out, uint64_t count, int width, enum hpt_warning warning)
{
    static const struct counted names[HPT_WARN_COUNT] = {
        [HPT_WARN_NONE] = {"event", " without a warning"},
        [HPT_WARN_FREE_OLD] = {"release", " of blocks from before the trace began"},
        [HPT_WARN_FREE_UNKNOWN] = {"release", " of blocks never seen"},
        [HPT_WARN_FREE_TWICE] = {"second release", ""},
        [HPT_WARN_FREE_INSIDE] = {"release", " of addresses inside blocks"},
        [HPT_WARN_ALLOC_LIVE] = {"allocation", " over live blocks"},
        [HPT_WARN_RESIZE_UNKNOWN] = {"realloc", " of blocks never seen"},
        [HPT_WARN_AFTER_LOSS] = {"odd event", " after output that the device dropped"},
    };

    write_counted(out, count, width, &names[warning]);
}

void write_troubles(struct hpt_out *out, uint64_t count, int width, enum hpt_notice_kind kind)
{
    static const struct counted names[HPT_NOTICE_KIND_COUNT] = {
        [HPT_NOTICE_RESTART] = {"restart", ""},
        [HPT_NOTICE_PRINT_AGREES] = {"heap print", " equal to the map"},
        [HPT_NOTICE_PRINT_SET] = {"heap print", " by which a heap became known"},
        [HPT_NOTICE_PRINT_DIFFERS] = {"heap print", " at odds with the map"},
        [HPT_NOTICE_LOST_RELEASE] = {"release",
                                     " known only from what came after: lines were lost"},
        [HPT_NOTICE_LOST_ALLOC] = {"allocation",
                                   " known only from what came after: lines were lost"},
        [HPT_NOTICE_MISPREDICTED] = {"block", " at an address that nothing explains"},
        [HPT_NOTICE_BAD_PRINT] = {"self-contradicting heap print", ""},
        [HPT_NOTICE_GARBLED] = {"garbled trace line", ""},
        [HPT_NOTICE_LATE] = {"late line", ", put back in order"},
        [HPT_NOTICE_LOSS_MARK] = {"place", " where the device says that it dropped output"},
        [HPT_NOTICE_FATAL] = {"fatal error", " of the runtime"},
        [HPT_NOTICE_DAMAGE] = {"header", " that may be damaged, if the board stopped by itself"},
        [HPT_NOTICE_MODEL] = {"time", " that another allocator fitted better"},
        [HPT_NOTICE_SETTLED] = {"time", " that a trace which began late became exact"},
        [HPT_NOTICE_LIMIT] = {"thing", " beyond heapterm's limits, not kept"},
    };

    write_counted(out, count, width, &names[kind]);
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
