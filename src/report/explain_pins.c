/* The blocks in the way, in words. */
#include "base/disarm.h"
#include "base/plain.h"
#include "base/utf8.h"
#include "report/explain_words.h"
#include "report/paragraph.h"
#include "report/words.h"

#include <inttypes.h>

void explain_write_site(struct hpt_out *out, uint64_t caller, const struct hpt_namer *namer)
{
    const struct hpt_site_sum site = hpt_site_of(caller, 0, namer);

    if (caller != 0)
        hpt_write_site(out, &site);
}

/* The device's words, harmless for a screen, and cut only between characters. */
static void write_said(struct hpt_out *out, const struct hpt_pin *pin)
{
    char text[HPT_SAID_SIZE];
    size_t size = plain_text((struct hpt_str){pin->said, pin->said_size}, text, NULL);

    disarm(text, size);
    for (size_t i = 0, length; i < size; i += length) {
        uint32_t code;
        if (utf8_take((struct hpt_str){text + i, size - i}, &length, &code) == UTF8_CHARACTER)
            out_bytes(out, text + i, length);
        else if (i + UTF8_MOST <= size)
            out_char(out, '?');
    }
}

static void write_age(struct hpt_out *out, const struct hpt_pin *pin)
{
    out_format(out, ", made at event %" PRIu64, pin->block.event);
    if (pin->line > 0)
        out_format(out, " (line %" PRIu64 ")", pin->line);
    out_format(out, ", %" PRIu64 " event%s", pin->age_events, plural(pin->age_events));
    if (pin->age_us > 0)
        out_format(out, ", %.3f s", (double)pin->age_us / 1e6);
    out_format(out, " and %" PRIu64 " allocated bytes ago", pin->age_bytes);
}

static void write_kind(struct hpt_out *out, const struct hpt_pin *pin, uint64_t ways)
{
    out_format(out, "; its kind: %" PRIu64 " live, in %" PRIu64 " of the %" PRIu64 " set%s",
               pin->kind_live, pin->kind_ways, ways, plural(ways));
    if (pin->kind_released > 0)
        out_format(out,
                   ", %" PRIu64 " released, at an age of %" PRIu64 " events on average, %" PRIu64
                   " at most",
                   pin->kind_released, pin->kind_age, pin->kind_oldest);
    else if (pin->block.seen)
        out_text(out, ", none released in this run");
}

static void write_pin(const struct explain_page *page, const struct hpt_pin *pin, uint64_t ways)
{
    struct hpt_out *out = page->out;
    struct paragraph text;

    out_format(out, "     0x%08" PRIx64 "  ", pin->block.address);
    paragraph_begin(&text, out, 17, 17, page->columns);
    if (!pin->block.seen) {
        out_format(&text.words, "%" PRIu64 " bytes, from before the trace", pin->block.size);
    } else {
        out_format(&text.words, "%" PRIu64 " byte%s", pin->block.requested,
                   plural(pin->block.requested));
        if (pin->block.caller != 0) {
            out_text(&text.words, " by ");
            explain_write_site(&text.words, pin->block.caller, page->namer);
        }
        write_age(&text.words, pin);
        if (pin->block.caller == 0 && pin->said_size > 0) {
            out_text(&text.words, ", after \"");
            write_said(&text.words, pin);
            out_char(&text.words, '"');
        }
    }
    if (pin->block.doubtful)
        out_text(&text.words, "; its bounds are inferred");
    write_kind(&text.words, pin, ways);
    paragraph_end(&text);
}

static bool is_same(const struct hpt_pin_set *a, const struct hpt_pin_set *b)
{
    return a->from == b->from && a->to == b->to;
}

/* Which of the sets by bytes it is, from 1; 0: none. */
static size_t shown_as(const struct hpt_explanation *e, const struct hpt_pin_set *set)
{
    for (size_t i = 0; i < e->set_count; i++)
        if (set != &e->by_bytes[i] && is_same(set, &e->by_bytes[i]))
            return i + 1;
    return 0;
}

static void write_set(const struct explain_page *page, const struct hpt_pin_set *set, size_t number,
                      const struct hpt_explanation *e)
{
    struct hpt_out *out = page->out;
    size_t shown = shown_as(e, set);

    out_format(out,
               "  %zu. %" PRIu64 " bytes in %" PRIu64 " block%s, for a hole of %" PRIu64
               " bytes at 0x%" PRIx64,
               number, set->bytes, set->blocks, plural(set->blocks), set->to - set->from,
               set->from);
    if (shown > 0)
        out_format(out, ": number %zu above", shown);
    out_char(out, '\n');
    if (shown > 0)
        return;
    for (size_t i = 0; i < set->blocks && i < HPT_PIN_BLOCKS; i++)
        write_pin(page, &set->pins[i], e->ways);
    if (set->blocks > HPT_PIN_BLOCKS)
        out_format(out, "     … and %" PRIu64 " more\n", set->blocks - HPT_PIN_BLOCKS);
}

static bool is_one_order(const struct hpt_explanation *e)
{
    for (size_t i = 0; i < e->set_count; i++)
        if (!is_same(&e->by_bytes[i], &e->by_blocks[i]))
            return false;
    return true;
}

void explain_write_pins(const struct explain_page *page, const struct hpt_explanation *e)
{
    struct hpt_out *out = page->out;
    struct paragraph text;

    if (e->ways == 0)
        return;
    out_text(out, "\nBlocks in the way\n");
    paragraph_begin(&text, out, 0, 0, page->columns);
    if (e->ways == 1)
        out_text(&text.words,
                 "Had one set of live blocks been released before, it would have fit.");
    else
        out_format(&text.words,
                   "Had any one of %" PRIu64 " sets of live blocks been released before, it would "
                   "have fit. No block of a set can be left out.",
                   e->ways);
    paragraph_end(&text);
    out_text(out, is_one_order(e) ? "The cheapest, by bytes and by blocks:\n"
                                  : "The cheapest by bytes:\n");
    for (size_t i = 0; i < e->set_count; i++)
        write_set(page, &e->by_bytes[i], i + 1, e);
    if (is_one_order(e))
        return;
    out_text(out, "The cheapest by number of blocks:\n");
    for (size_t i = 0; i < e->set_count; i++)
        write_set(page, &e->by_blocks[i], i + 1, e);
}
