#include "base/bytemap.h"

#include "base/str.h"

enum { BS = 8, DEL = 0x7F };

static bool is_special(unsigned char c)
{
    return (c < ' ' || c == DEL) && c != '\r' && c != '\n' && c != '\t';
}

static bool is_eight_bit(unsigned char c)
{
    return c >= 0x80;
}

static bool is_normal(unsigned char c)
{
    return c >= ' ' && c < DEL;
}

/* The order is that of picocom's manual: the first that applies to a byte counts. */
static const struct rule {
    const char *name;
    const char *about;
    unsigned char from; /* with `applies` NULL */
    bool (*applies)(unsigned char c);
    const char *to; /* NULL: [hex] */
} rules[] = {
    {"crlf", "CR to LF", '\r', NULL, "\n"},
    {"crcrlf", "CR to CR LF", '\r', NULL, "\r\n"},
    {"igncr", "CR to nothing", '\r', NULL, ""},
    {"lfcr", "LF to CR", '\n', NULL, "\r"},
    {"lfcrlf", "LF to CR LF", '\n', NULL, "\r\n"},
    {"ignlf", "LF to nothing", '\n', NULL, ""},
    {"bsdel", "backspace to delete", BS, NULL, "\x7f"},
    {"delbs", "delete to backspace", DEL, NULL, "\b"},
    {"spchex", "control characters but CR, LF and tab to [hex]", 0, is_special, NULL},
    {"tabhex", "tab to [hex]", '\t', NULL, NULL},
    {"crhex", "CR to [hex]", '\r', NULL, NULL},
    {"lfhex", "LF to [hex]", '\n', NULL, NULL},
    {"8bithex", "bytes from 0x80 on to [hex]", 0, is_eight_bit, NULL},
    {"nrmhex", "printable ASCII to [hex]", 0, is_normal, NULL},
};

bool bytemap_rule(size_t number, struct hpt_named *rule)
{
    if (number >= COUNT(rules))
        return false;
    *rule = (struct hpt_named){rules[number].name, rules[number].about};
    return true;
}

void bytemap_init(struct hpt_byte_map *map)
{
    for (unsigned c = 0; c < 256; c++)
        map->to[c] = (struct hpt_mapped){.length = 1, .text = {(char)c}};
}

static void set(struct hpt_mapped *to, unsigned char c, const char *text)
{
    static const char digits[] = "0123456789abcdef";

    if (text == NULL) {
        *to = (struct hpt_mapped){4, {'[', digits[c >> 4], digits[c & 15], ']'}};
        return;
    }
    to->length = (uint8_t)strlen(text);
    memcpy(to->text, text, to->length);
}

static size_t rule_named(struct hpt_str name)
{
    size_t i = 0;

    while (i < COUNT(rules) && !str_is(name, rules[i].name))
        i++;
    return i;
}

static bool applies(const struct rule *r, unsigned char c)
{
    return r->applies != NULL ? r->applies(c) : c == r->from;
}

bool bytemap_parse(struct hpt_byte_map *map, const char *list, struct hpt_str *unknown)
{
    bool given[COUNT(rules) + 1] = {false};
    struct hpt_str name;

    do {
        name = (struct hpt_str){list, strcspn(list, ",")};
        size_t rule = rule_named(name);
        if (rule == COUNT(rules)) {
            *unknown = name;
            return false;
        }
        given[rule] = true;
        list += name.len;
    } while (*list++ == ',');
    for (unsigned c = 0; c < 256; c++)
        for (size_t i = COUNT(rules); i-- > 0;) /* the first is set last */
            if (given[i] && applies(&rules[i], (unsigned char)c))
                set(&map->to[c], (unsigned char)c, rules[i].to);
    return true;
}

void bytemap_chain(struct hpt_byte_map *map, const struct hpt_byte_map *then)
{
    for (unsigned c = 0; c < 256; c++) {
        struct hpt_mapped joined = {0};
        for (uint8_t i = 0; i < map->to[c].length; i++) {
            const struct hpt_mapped *next = &then->to[(unsigned char)map->to[c].text[i]];
            if (joined.length + next->length > (int)sizeof joined.text)
                break; /* no rule gives more than four characters, and those are ASCII */
            memcpy(joined.text + joined.length, next->text, next->length);
            joined.length = (uint8_t)(joined.length + next->length);
        }
        map->to[c] = joined;
    }
}

size_t bytemap_apply(const struct hpt_byte_map *map, struct hpt_str *in, char *out, size_t room)
{
    const char *at = in->at;
    const char *end = at + in->len;
    size_t used = 0;

    for (; at < end; at++) {
        const struct hpt_mapped *to = &map->to[(unsigned char)*at];
        if (room - used < sizeof to->text)
            break;
        memcpy(out + used, to->text, sizeof to->text); /* always all seven: one instruction */
        used += to->length;
    }
    str_skip(in, (size_t)(at - in->at));
    return used;
}
