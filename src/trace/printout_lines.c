/* Text in pieces to lines that stand alone. */
#include "trace/printout_lines.h"

#include <stdlib.h>

/* A line that goes on behind a trace line is tried with what stood before that, and without. */
static void take_broken_line(struct printout *p, struct hpt_str line)
{
    size_t from = p->line_break;

    p->line_break = 0;
    if (printout_take_line(p, line) || from == 0 || from >= line.len)
        return;
    (void)printout_take_line(p, (struct hpt_str){line.at + from, line.len - from});
}

static bool keep(struct printout *p, struct hpt_str piece)
{
    if (p->line_len + piece.len > PRINTOUT_LINE_MAX)
        return false;
    if (p->line_len + piece.len > p->line_capacity) {
        size_t capacity = p->line_capacity > 0 ? p->line_capacity : 256;
        while (capacity < p->line_len + piece.len)
            capacity *= 2;
        char *grown = realloc(p->line, capacity);
        if (!grown)
            return false;
        p->line = grown;
        p->line_capacity = capacity;
    }
    memcpy(p->line + p->line_len, piece.at, piece.len);
    p->line_len += piece.len;
    return true;
}

static void end_of_line(struct printout *p, struct hpt_str piece)
{
    if (p->line_len > 0 && keep(p, piece))
        take_broken_line(p, (struct hpt_str){p->line, p->line_len});
    else if (p->line_len == 0)
        (void)printout_take_line(p, piece);
    p->line_len = p->line_break = 0;
}

void printout_text(struct printout *p, struct hpt_str s)
{
    while (s.len > 0) {
        struct hpt_str piece = {s.at, (size_t)(scan_line_end(s.at, s.at + s.len) - s.at)};
        bool ended = piece.len < s.len;
        if (p->at_start) {
            bool wanted = p->begins.first[(unsigned char)*s.at];
            p->skipping = !wanted && !(*s.at == '[' && p->stage == STAGE_LIST);
            if (p->skipping && p->stage != STAGE_NONE && piece.len > 0)
                p->strangers++;
            /* a bracket, or a prefix in front of it */
            if (p->stage == STAGE_LIST && (*s.at == '[' || (*s.at >= '0' && *s.at <= '9')))
                p->hooks.list(p->hooks.self);
        }
        if (!p->skipping && ended)
            end_of_line(p, piece);
        else if (!p->skipping && !keep(p, piece))
            p->skipping = true;
        if (ended || p->skipping)
            p->line_len = p->line_break = 0;
        p->at_start = ended;
        str_skip(&s, piece.len + ended);
    }
}

void printout_break_inside(struct printout *p)
{
    if (p->skipping || p->line_len == 0) {
        p->at_start = true;
        return;
    }
    p->line_break = p->line_len;
    if (printout_may_begin(p, (struct hpt_str){p->line, p->line_len}))
        p->hooks.line(p->hooks.self, false);
}

void printout_gap(struct printout *p)
{
    printout_skip(p);
    p->line_len = p->line_break = 0;
    p->stage = STAGE_NONE;
}

bool printout_is_reading(const struct printout *p)
{
    return p->stage != STAGE_NONE || (!p->at_start && !p->skipping);
}

void printout_skip(struct printout *p)
{
    p->at_start = true;
    p->skipping = false;
}
