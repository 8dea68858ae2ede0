/* The pattern language for the shapes of trace lines, and its matcher.
 *
 * A pattern is literal text with fields in braces: `malloc: ALLOCATED: {int} [{address}]`.
 *
 *   {size} {count} {index} {time}   decimal digits, at most 20
 *   {int}                           the same with an optional minus sign: a %d of a 32-bit device
 *   {address} {old} {caller}        a pointer as any printf writes it: 0x and 1 to 16 hex digits of
 *                                   either case, the bare digits, or (nil), (null), NULL, nil
 *   {pointer}                       the same, strict: 0x and 1 to 8 digits, bare exactly 8, or 0
 *   {fiber}                         0x and 1 to 8 hex digits, not kept
 *
 * A leading ^ binds the pattern to the start of a line. All else is literal, blanks too. Behind the
 * last part blanks and colour escapes may follow, then the line must end. */
#ifndef TRACE_PATTERN_H
#define TRACE_PATTERN_H

#include "base/str.h"

enum field {
    FIELD_SIZE,
    FIELD_COUNT,
    FIELD_ADDRESS,
    FIELD_OLD,
    FIELD_CALLER,
    FIELD_INDEX,
    FIELD_TIME,
    FIELD_SLOTS, /* the fields above have a value each, those below share one or have none */
    FIELD_INT = FIELD_SLOTS,
    FIELD_POINTER,
    FIELD_FIBER,
    FIELD_END
};

/* What a match read. {int} is kept as size, {pointer} as address. */
struct fields {
    uint64_t value[FIELD_SLOTS];
    uint64_t decimal; /* the last address token read as decimal, if all its digits are; else 0 */
    bool bare_zero;   /* the last address token was a single 0 */
    uint8_t digits;   /* of the last token; 0 for words such as (nil) */
    uint8_t pointer_digits; /* of the first address token that is not zero; 0 if there is none */
};

enum {
    PATTERN_PARTS = 16,
    PATTERN_REACH = 224 /* a match is at most so many bytes long */
};

struct part {
    bool is_field;
    enum field field;
    struct hpt_str literal;
};

/* A pattern taken apart; borrows the pattern's text. */
struct pattern {
    bool anchored;
    uint8_t count;
    struct part parts[PATTERN_PARTS];
};

enum match { MATCH_NO, MATCH_MORE, MATCH_YES };

/* False when the text is no pattern: an unknown field, too many parts, longer than PATTERN_REACH.
 */
bool pattern_parse(struct pattern *p, const char *text);

/* Matches the front of `line`. `ended` says that the line is complete (its end excluded from it).
 * MATCH_YES: *fields is filled, with 0 for what the pattern does not have. MATCH_MORE: so far it
 * fits, the rest must show. MATCH_NO: *reach is the offset of the first byte that does not fit. */
enum match pattern_match(const struct pattern *p, struct hpt_str line, bool ended,
                         struct fields *fields, size_t *reach);

/* Can a match begin with this byte? */
bool pattern_begins(const struct pattern *p, unsigned char byte);

/* The literal that every match contains, in part or whole before it ends: the first part where that
 * is one, else the longest; length 0 if the pattern has none. */
struct hpt_str pattern_needle(const struct pattern *p);

/* Is a line that matches whole beyond doubt, because its last part is no field that may go on? */
bool pattern_ends_in_literal(const struct pattern *p);

#endif
