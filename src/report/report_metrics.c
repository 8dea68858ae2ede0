/* `report --explain-metrics`: what each figure means, how it is computed, and who defined it. */
#include "base/out.h"
#include "base/str.h"
#include "report/paragraph.h"

static const struct {
    const char *name, *what, *formula, *source;
} metrics[] = {
    {"live bytes",
     "what the program has asked for and not released: headers and rounding are not in it",
     "L = sum of the requested sizes of all live blocks", "heapterm.h, hpt_state.live_bytes"},
    {"occupied", "what the live blocks take of the heap, header and rounding counted",
     "B = sum of the sizes of all used blocks of the map", "heapterm.h, hpt_heap.used_bytes"},
    {"free, largest", "what is free, and the largest n for which malloc(n) would succeed",
     "by the device's allocator's own rules, see docs/architecture.md", "design of heapterm"},
    {"peak",
     "the first instant with the most live bytes; its sites and blocks are exact, none is "
     "sampled",
     "max over all events of L", "as heaptrack, memray and DHAT (t-gmax)"},
    {"lowest largest",
     "the largest request that was sure to succeed at any instant so far, from when "
     "on the heap's bounds were known",
     "min over all events of largest", "what ESP-IDF calls a minimum of the largest free block"},
    {"E1",
     "the share of the free bytes that the largest request cannot have; 0 if nothing is free; "
     "sampled. check and diff call it fragmentation",
     "E1 = 1 - largest / F, F the bytes of all holes",
     "in wide use; ESP-IDF, Heap Memory Debugging, names its two inputs"},
    {"E2", "external fragmentation by all holes: 0 for one hole, near 1 for many alike; sampled",
     "E2 = 1 - sqrt(sum f²) / F", "umm_malloc, src/umm_info.c; esp8266/Arduino pull request 5090"},
    {"usable",
     "the share of the free bytes in holes that could take a request of that size; sampled. "
     "The sizes are those that half, 95 % and all of the trace's requests did not exceed",
     "U(s) = (sum of f over holes that take s) / F",
     "1 less the unusable free space of Gorman & Whitcroft, OLS 2006"},
    {"measures 3 and 4",
     "fragmentation of a whole run: how much more memory was reached than was "
     "ever live",
     "P = sum over heaps of highest block end ever - start; 3: P/L - 1 when P was reached; 4: P / "
     "max "
     "L - 1",
     "Johnstone & Wilson, The Memory Fragmentation Problem: Solved?, ISMM 1998 (by their "
     "description; "
     "L is requested bytes)"},
    {"sites",
     "who allocates: the return address of the call, or all blocks of one size where the "
     "device prints none",
     "count, bytes, live, share of L at the peak, failures", "fields as in DHAT"},
    {"temporary", "a block that is released with at most T = 0 or 1 allocations in between",
     "allocations between its own and its release <= T",
     "memray, docs/temporary_allocations.rst; on blocks, not on sizes"},
    {"lifetime",
     "how long blocks live: in allocations, and in bytes requested meanwhile, which does "
     "not depend on the baud rate. What lives at the end is at least so old (censored)",
     "counts by powers of two; the median by the product-limit estimate over both",
     "Barrett & Zorn, PLDI 1993; Kaplan & Meier, J. Amer. Stat. Assoc. 53, 1958"},
    {"growth",
     "bytes per event by which the floor of a site's live bytes rises: the lowest value in "
     "each part of its curve, without the first quarter (warm-up)",
     "median of the slopes of all pairs of points; 95 % interval from the variance of Kendall's S",
     "Theil 1950; Sen, J. Amer. Stat. Assoc. 63, 1968"},
    {"p",
     "how likely such a trend would be by chance. It takes the points as independent, which "
     "floors of one curve are not quite: read it as an order of magnitude",
     "two-sided, S with its variance corrected for ties and for continuity",
     "Mann, Econometrica 13, 1945; Kendall, Rank Correlation Methods, 1970"},
    {"shape",
     "linear: grows in both halves, lower bound above 0. bounded: no trend in the last half. "
     "step: more than 60 % of the growth in one step. sawtooth: falls are more than half of "
     "the rises. flat, falling; unknown: fewer than 8 points",
     "thresholds of heapterm, p < 0.05",
     "shapes as in bytehound's case study Memory leak analysis"},
    {"leaks",
     "sites of the shape linear, by the lower bound of their growth, highest first. What is "
     "never released but does not grow is no leak",
     "rank by the lower end of the 95 % interval of growth", "design of heapterm"},
    {"kept", "the share of a site's blocks that was not released, those from before included",
     "1 - releases / (allocations + blocks before)", "design of heapterm"},
    {"full in", "when the free bytes are used up, if all occupied bytes go on growing like that",
     "earliest: largest / high end of the growth; latest: free / low end", "design of heapterm"},
    {"churn", "how much is asked for",
     "allocations and requested bytes per event, and per second "
     "where times are known",
     "as allocation rate in Perfetto and pprof"},
};

static void write_row(struct hpt_out *out, const char *label, const char *text)
{
    enum { INDENT = 12, WIDTH = 80 };
    struct paragraph paragraph;

    out_format(out, "  %-*s", INDENT - 2, label);
    paragraph_begin(&paragraph, out, INDENT, INDENT, WIDTH);
    out_text(&paragraph.words, text);
    paragraph_end(&paragraph);
}

void hpt_write_metrics(struct hpt_out *out)
{
    for (size_t i = 0; i < COUNT(metrics); i++) {
        if (i > 0)
            out_char(out, '\n');
        out_format(out, "%s\n", metrics[i].name);
        write_row(out, "what", metrics[i].what);
        write_row(out, "formula", metrics[i].formula);
        write_row(out, "source", metrics[i].source);
    }
}
