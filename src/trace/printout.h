/* The lines that stand alone: heap prints, bounds, marks of loss and of death. They stay visible as
 * text; this reads along.
 *
 * A heap print is a title, bounds, a list of blocks that tile the heap, and totals; it counts only
 * when all of them are there and agree with each other. */
#ifndef TRACE_PRINTOUT_H
#define TRACE_PRINTOUT_H

#include "trace/dialect.h"
#include "trace/scan.h"

/* One entry of a block list. */
struct printed_block {
    uint64_t size : 63; /* header included */
    uint64_t used : 1;
};

struct heap_print {
    bool titled; /* else `index` is not known */
    uint64_t index;
    uint64_t start;
    uint64_t end;
    uint64_t used_bytes;                /* as the device adds them up */
    const struct printed_block *blocks; /* until the hook returns */
    size_t block_count;
    bool sizes; /* false: the oldest releases print no sizes */
};

struct printout_hooks {
    void *self;
    void (*heap)(void *self, const struct heap_print *print);
    /* The list of blocks begins here, or one of its lines. */
    void (*list)(void *self);
    /* A print that contradicts itself; `why` is a clause. */
    void (*bad_heap)(void *self, const struct heap_print *print, const char *why);
    void (*region)(void *self, uint64_t start, uint64_t end);
    void (*boot)(void *self);
    void (*loss)(void *self, struct hpt_str line);
    void (*fatal)(void *self, struct hpt_str line);
    /* After the others: the text that was given last is a line of those above (but for `fatal`,
     * which is the runtime's word), or begins one. `torn`: of a print that lacks lines or is wrong.
     */
    void (*line)(void *self, bool torn);
};

enum { PRINTOUT_SHAPES = 48, PRINTOUT_LINE_MAX = 1 << 20, PRINTOUT_BLOCKS_MAX = 1 << 20 };

struct standalone {
    struct pattern pattern;
    struct hpt_str text; /* of the pattern */
    enum shape_kind kind;
};

enum print_stage { STAGE_NONE, STAGE_TITLE, STAGE_START, STAGE_END, STAGE_LIST, STAGE_FREE };

struct printout {
    struct printout_hooks hooks;
    struct standalone shapes[PRINTOUT_SHAPES];
    uint8_t shape_count;
    uint64_t shapes_of[256]; /* the shapes that can begin with this byte, a bit each */
    struct interest begins;  /* how a line of interest may begin */
    bool at_start;           /* the next byte begins a line */
    bool skipping;           /* this line is of no interest */
    char *line;              /* a line that came in pieces */
    size_t line_len;
    size_t line_break; /* where in it a trace line stood, and took the line's end with it; or 0 */
    size_t line_capacity;
    enum print_stage stage;
    unsigned strangers; /* lines between that belong to something else */
    struct heap_print print;
    uint64_t printed_size;
    uint64_t printed_free;
    uint64_t decimal_start; /* the bounds read as decimal, if they can be */
    uint64_t decimal_end;
    struct printed_block *blocks;
    size_t block_capacity;
    bool is_words; /* the line that was taken is the device's word all the same */
    bool is_torn;  /* it does not go on where the print was, or makes it wrong */
    bool failed;   /* no memory for a line or a list: that one is not read */
};

void printout_init(struct printout *p, const struct printout_hooks *hooks,
                   const struct dialect *only);
/* After a struct printout was copied, and both are in use: gives the copy memory and a `self` of
 * its own. Without memory it has none. */
enum hpt_status printout_own(struct printout *p, void *self) HPT_MUST_CHECK;
void printout_release(struct printout *p);

/* Text as the reader gives it out. */
void printout_text(struct printout *p, struct hpt_str bytes);

/* A trace line ended here, and its line with it: what follows may go on with the text in front of
 * it, or be a line of its own. */
void printout_break_inside(struct printout *p);
static inline void printout_break(struct printout *p)
{
    if (!p->at_start)
        printout_break_inside(p);
}

/* Something is missing here: the line or the print that has begun has no end. */
void printout_gap(struct printout *p);

/* Is it in the middle of a line or a print? If not, it has no interest in lines that do not begin
 * with bytes of p->begins: they may be given to printout_skip, line ends included. */
bool printout_is_reading(const struct printout *p);
void printout_skip(struct printout *p);

#endif
