/* The question on the last line: its answer is edited, and taken. */
#include "base/str.h"
#include "base/utf8.h"
#include "travel/travel.h"
#include "tui/keys.h"

#include <stdio.h>
#include <stdlib.h>

enum { ESCAPE = 27, RUBOUT = 127, CTRL_MASK = 31 };

void ask_open(struct app *a, enum ask kind, const char *text)
{
    a->ask = (struct ask_line){.kind = kind, .length = strlen(text)};
    memcpy(a->ask.text, text, a->ask.length + 1);
    a->ask.cursor = a->ask.length;
}

const char *ask_question(enum ask kind)
{
    switch (kind) {
    case ASK_GO:
        return "Go to: ";
    case ASK_SEARCH:
        return "Search: ";
    case ASK_FILTER:
        return "Show only: ";
    case ASK_MARK:
        return "Mark: ";
    case ASK_SAVE_TEXT:
        return "Write the screen to: ";
    case ASK_SAVE_MAP:
        return "Write the map to: ";
    case ASK_SEND:
        return "To the board: ";
    case ASK_NONE:
        break;
    }
    return "";
}

const char *ask_advice(enum ask kind)
{
    switch (kind) {
    case ASK_GO:
        return "an event's number, line:N, byte:N, 12.5s, fail, fail:N, end";
    case ASK_SEARCH:
        return "a part of a line of the device, or of an event";
    case ASK_FILTER:
        return "a part of a site's name, size:64..128, addr:0x2000..0x2fff; empty: all";
    case ASK_MARK:
        return "words for the mark, or only Enter";
    case ASK_SAVE_TEXT:
    case ASK_SAVE_MAP:
        return "Enter writes the file, Esc does not";
    case ASK_SEND:
        return "Enter sends the line, Esc closes";
    case ASK_NONE:
        break;
    }
    return "";
}

static bool is_within(char byte) /* a character of several bytes */
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t before(const struct ask_line *l, size_t at)
{
    while (at > 0 && is_within(l->text[--at]))
        continue;
    return at;
}

static size_t after(const struct ask_line *l, size_t at)
{
    if (at < l->length)
        at++;
    while (at < l->length && is_within(l->text[at]))
        at++;
    return at;
}

static void cut(struct ask_line *l, size_t from, size_t to)
{
    memmove(l->text + from, l->text + to, l->length - to + 1);
    l->length -= to - from;
    l->cursor = from;
}

static size_t encode(uint32_t code, char bytes[UTF8_MOST])
{
    size_t more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char leads[UTF8_MOST] = {0, 0xC0, 0xE0, 0xF0};

    for (size_t i = more; i > 0; i--, code >>= 6)
        bytes[i] = (char)(0x80 | (code & 0x3F));
    bytes[0] = (char)(leads[more] | code);
    return more + 1;
}

static void insert(struct ask_line *l, uint32_t code)
{
    char bytes[UTF8_MOST];
    size_t size = encode(code, bytes);

    if (l->length + size >= sizeof l->text)
        return;
    memmove(l->text + l->cursor + size, l->text + l->cursor, l->length - l->cursor + 1);
    memcpy(l->text + l->cursor, bytes, size);
    l->length += size;
    l->cursor += size;
}

static size_t word_before(const struct ask_line *l)
{
    size_t at = l->cursor;

    while (at > 0 && l->text[at - 1] == ' ')
        at--;
    while (at > 0 && l->text[at - 1] != ' ')
        at--;
    return at;
}

static void edit_control(struct ask_line *l, char letter)
{
    switch (letter) {
    case 'a':
        l->cursor = 0;
        break;
    case 'e':
        l->cursor = l->length;
        break;
    case 'b':
        l->cursor = before(l, l->cursor);
        break;
    case 'f':
        l->cursor = after(l, l->cursor);
        break;
    case 'd':
        cut(l, l->cursor, after(l, l->cursor));
        break;
    case 'h':
        cut(l, before(l, l->cursor), l->cursor);
        break;
    case 'k':
        cut(l, l->cursor, l->length);
        break;
    case 'u':
        cut(l, 0, l->cursor);
        break;
    case 'w':
        cut(l, word_before(l), l->cursor);
        break;
    default:
        break;
    }
}

static void edit(struct ask_line *l, const struct key *k)
{
    if (k->kind == KEY_CHARACTER && k->code >= ' ' && k->code != RUBOUT)
        insert(l, k->code);
    else if (k->kind == KEY_CHARACTER && k->code != RUBOUT)
        edit_control(l, (char)(k->code + 'a' - 1));
    else if (k->kind == KEY_CHARACTER)
        cut(l, before(l, l->cursor), l->cursor);
    else if (k->kind == KEY_LEFT)
        l->cursor = before(l, l->cursor);
    else if (k->kind == KEY_RIGHT)
        l->cursor = after(l, l->cursor);
    else if (k->kind == KEY_HOME)
        l->cursor = 0;
    else if (k->kind == KEY_END)
        l->cursor = l->length;
    else if (k->kind == KEY_DELETE)
        cut(l, l->cursor, after(l, l->cursor));
}

/* All of the text is a number. */
static bool read_count(const char *text, uint64_t *value)
{
    char *end;

    if (*text < '0' || *text > '9')
        return false;
    *value = strtoull(text, &end, 10);
    return *end == '\0';
}

/* 12.5s: digits, a point and up to six more where wanted, an s. */
static bool read_seconds(const char *text, uint64_t *us)
{
    char *end;

    if (*text < '0' || *text > '9' || strlen(text) > 13)
        return false;
    uint64_t unit = 1000000;
    *us = strtoull(text, &end, 10) * unit;
    if (*end == '.')
        for (end++; *end >= '0' && *end <= '9'; end++) {
            unit /= 10;
            *us += unit * (uint64_t)(*end - '0');
        }
    return end[0] == 's' && end[1] == '\0';
}

static bool read_goal(const char *text, struct goal *goal)
{
    static const struct {
        const char *word;
        enum goal_kind kind;
    } kinds[] = {
        {"", GOAL_EVENT}, {"event:", GOAL_EVENT}, {"line:", GOAL_LINE}, {"byte:", GOAL_BYTE}};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t length = strlen(kinds[i].word);
        goal->kind = kinds[i].kind;
        if (strncmp(text, kinds[i].word, length) == 0 && read_count(text + length, &goal->number))
            return true;
    }
    goal->kind = GOAL_TIME;
    return read_seconds(text, &goal->number);
}

/* Blanks around an instant say nothing. */
static const char *trimmed(char copy[APP_TEXT], const char *text)
{
    (void)snprintf(copy, APP_TEXT, "%s", text + strspn(text, " "));
    for (size_t length = strlen(copy); length > 0 && copy[length - 1] == ' '; length--)
        copy[length - 1] = '\0';
    return copy;
}

static bool take_go(struct act *act, const char *text)
{
    struct request *r = act->request;
    uint64_t failure = 1;

    if (strcmp(text, "end") == 0) {
        act->app->is_following = true;
        r->wish = WISH_FOLLOW;
        return true;
    }
    if (strcmp(text, "fail") == 0 ||
        (strncmp(text, "fail:", 5) == 0 && read_count(text + 5, &failure) && failure > 0 &&
         failure <= INT64_MAX)) {
        r->wish = WISH_GO_FAILURE;
        r->count = (int64_t)failure;
    } else if (read_goal(text, &r->goal)) {
        r->wish = WISH_GO;
    } else {
        say(act->app, MESSAGE_FAULT, "'%.40s' is no instant; give %s", text, ask_advice(ASK_GO));
        return false;
    }
    act->app->is_following = false;
    return true;
}

static bool take_search(struct act *act, const char *text)
{
    if (*text != '\0')
        memcpy(act->app->search, text, strlen(text) + 1);
    if (act->app->search[0] == '\0')
        return true;
    act->app->is_following = false;
    act->request->wish = WISH_SEARCH;
    act->request->count = 1;
    return true;
}

static bool take_filter(struct act *act, const char *text)
{
    const char *wrong = filter_parse(&act->app->filter, text);

    if (wrong != NULL) {
        say(act->app, MESSAGE_FAULT, "%s", wrong);
        return false;
    }
    bool is_blank = text[strspn(text, " \t")] == '\0';
    (void)snprintf(act->app->filter_text, sizeof act->app->filter_text, "%s", is_blank ? "" : text);
    return true;
}

static void take_text(struct act *act, enum wish wish, const char *text)
{
    act->request->wish = wish;
    memcpy(act->request->text, text, strlen(text) + 1);
}

static bool take_file(struct act *act, enum wish wish, const char *text)
{
    if (*text == '\0') {
        say(act->app, MESSAGE_FAULT, "Give the name of a file, or Esc to write none");
        return false;
    }
    take_text(act, wish, text);
    return true;
}

/* True: the question is answered. */
static bool take_answer(struct act *act, const char *text)
{
    char copy[APP_TEXT];

    switch (act->app->ask.kind) {
    case ASK_GO:
        text = trimmed(copy, text);
        return *text == '\0' || take_go(act, text);
    case ASK_SEARCH:
        return take_search(act, text);
    case ASK_FILTER:
        return take_filter(act, text);
    case ASK_MARK:
        take_text(act, WISH_MARK, text);
        return true;
    case ASK_SAVE_TEXT:
        return take_file(act, WISH_SAVE_TEXT, text);
    case ASK_SAVE_MAP:
        return take_file(act, WISH_SAVE_MAP, text);
    case ASK_SEND:
        take_text(act, WISH_SEND, text);
        ask_open(act->app, ASK_SEND, "");
        return false;
    case ASK_NONE:
        break;
    }
    return true;
}

static void close_ask(struct app *a)
{
    if (a->ask.kind == ASK_SEND)
        a->sheet = SHEET_NONE;
    a->ask = (struct ask_line){.kind = ASK_NONE};
}

void ask_key(struct act *act, const struct key *k)
{
    struct app *a = act->app;
    bool is_character = k->kind == KEY_CHARACTER;
    bool is_board = a->ask.kind == ASK_SEND;

    if (is_character && (k->code == ESCAPE || k->code == ('c' & CTRL_MASK))) {
        close_ask(a);
    } else if (is_character && (k->code == '\r' || k->code == '\n')) {
        if (take_answer(act, a->ask.text))
            a->ask = (struct ask_line){.kind = ASK_NONE};
    } else if (is_board && (k->kind == KEY_UP || k->kind == KEY_DOWN)) {
        act->count = k->kind == KEY_UP ? -1 : 1;
        act_scroll(act);
    } else if (is_board && (k->kind == KEY_PAGE_UP || k->kind == KEY_PAGE_DOWN)) {
        act->count = k->kind == KEY_PAGE_UP ? -1 : 1;
        act_scroll_page(act);
    } else {
        edit(&a->ask, k);
    }
}
