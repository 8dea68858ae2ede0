#include "io/telnet.h"

#include <string.h>

enum { SE = 240, SB = 250, WILL = 251, WONT = 252, DO = 253, DONT = 254, IAC = 255 };

enum state { DATA, AFTER_IAC, AFTER_VERB, SUB, SUB_IAC };

static const struct {
    uint8_t option;
    bool may[2]; /* theirs, ours: whether we agree */
    bool ask[2];
} known[TELNET_OPTIONS] = {
    {TELNET_BINARY, {true, true}, {true, true}},
    {TELNET_ECHO, {true, false}, {false, false}}, /* what is typed is not echoed here anyway */
    {TELNET_GO_AHEAD, {true, true}, {true, true}},
    {TELNET_COM_PORT, {true, true}, {false, true}},
};

/* TELNET_OPTIONS: none of those. */
static size_t place_of(uint8_t option)
{
    size_t i = 0;

    while (i < TELNET_OPTIONS && known[i].option != option)
        i++;
    return i;
}

void telnet_init(struct telnet *t, const struct telnet_hooks *hooks)
{
    *t = (struct telnet){.hooks = *hooks};
}

bool telnet_is_on(const struct telnet *t, uint8_t option, bool ours)
{
    size_t place = place_of(option);

    return place < TELNET_OPTIONS && t->agreed[ours][place] == TELNET_ON;
}

static size_t put_verb(char *text, uint8_t verb, uint8_t option)
{
    text[0] = (char)IAC;
    text[1] = (char)verb;
    text[2] = (char)option;
    return 3;
}

void telnet_ask(struct telnet *t)
{
    char text[2 * TELNET_OPTIONS * 3];
    size_t used = 0;

    for (size_t i = 0; i < TELNET_OPTIONS; i++)
        for (int ours = 1; ours >= 0; ours--)
            if (known[i].ask[ours]) {
                t->agreed[ours][i] = TELNET_ASKED;
                used += put_verb(text + used, ours ? WILL : DO, known[i].option);
            }
    t->hooks.send(t->hooks.self, text, used);
}

/* False when the other side has had enough of them. */
static bool answer(struct telnet *t, bool ours, bool on, uint8_t option)
{
    char text[3];

    if (t->answers == TELNET_ANSWERS)
        return false;
    t->answers++;
    (void)put_verb(text, ours ? (on ? WILL : WONT) : (on ? DO : DONT), option);
    t->hooks.send(t->hooks.self, text, sizeof text);
    return true;
}

static void settle(struct telnet *t, bool ours, size_t place, bool on)
{
    t->agreed[ours][place] = on ? TELNET_ON : TELNET_OFF;
    t->hooks.option(t->hooks.self, known[place].option, ours, on);
}

/* The other side wants an option on or off, or answers that it is. What is in force already, and
 * what answers our own wish, is not answered: two sides that answered each other would never end.
 */
static void take_verb(struct telnet *t, uint8_t option)
{
    bool ours = t->verb == DO || t->verb == DONT;
    bool on = t->verb == DO || t->verb == WILL;
    size_t place = place_of(option);

    if (place == TELNET_OPTIONS) {
        if (on)
            (void)answer(t, ours, false, option);
        return;
    }
    enum telnet_agreement now = t->agreed[ours][place];
    if (now == TELNET_ASKED)
        settle(t, ours, place, on);
    else if (on && now == TELNET_OFF && !known[place].may[ours])
        (void)answer(t, ours, false, option);
    else if (on != (now == TELNET_ON) && answer(t, ours, on, option))
        settle(t, ours, place, on);
}

static void give(struct telnet *t, const char *bytes, size_t size)
{
    if (size > 0)
        t->hooks.data(t->hooks.self, bytes, size);
}

/* Bytes up to the next command, or to the NUL that a carriage return brings along where eight bits
 * were not agreed on. */
static size_t take_data(struct telnet *t, const char *bytes, size_t size)
{
    bool is_binary = telnet_is_on(t, TELNET_BINARY, false);
    size_t at = 0;

    for (; at < size && (uint8_t)bytes[at] != IAC; at++) {
        bool is_filler = t->after_cr && bytes[at] == '\0' && !is_binary;
        t->after_cr = bytes[at] == '\r';
        if (is_filler) {
            give(t, bytes, at);
            return at + 1;
        }
    }
    give(t, bytes, at);
    if (at == size)
        return at;
    t->state = AFTER_IAC;
    return at + 1;
}

static void take_command(struct telnet *t, uint8_t byte)
{
    static const char iac = (char)IAC;

    t->state = DATA;
    switch (byte) {
    case IAC:
        t->after_cr = false;
        give(t, &iac, 1);
        break;
    case WILL:
    case WONT:
    case DO:
    case DONT:
        t->verb = byte;
        t->state = AFTER_VERB;
        break;
    case SB:
        t->sub_size = 0;
        t->sub_is_too_long = false;
        t->state = SUB;
        break;
    default: /* a timing mark, a question whether we are there: nothing that a serial line needs */
        break;
    }
}

static void add_to_sub(struct telnet *t, uint8_t byte)
{
    if (t->sub_size < sizeof t->sub)
        t->sub[t->sub_size++] = byte;
    else
        t->sub_is_too_long = true;
}

static void take_byte(struct telnet *t, uint8_t byte)
{
    switch ((enum state)t->state) {
    case DATA:
        break;
    case AFTER_IAC:
        take_command(t, byte);
        break;
    case AFTER_VERB:
        t->state = DATA;
        take_verb(t, byte);
        break;
    case SUB:
        if (byte == IAC)
            t->state = SUB_IAC;
        else
            add_to_sub(t, byte);
        break;
    case SUB_IAC:
        t->state = SUB;
        if (byte == IAC) {
            add_to_sub(t, byte);
        } else if (byte == SE) {
            t->state = DATA;
            if (t->sub_size > 0 && !t->sub_is_too_long)
                t->hooks.sub(t->hooks.self, t->sub[0], t->sub + 1, t->sub_size - 1);
        } else {
            take_command(t, byte); /* it was never finished: the next command begins */
        }
        break;
    }
}

void telnet_receive(struct telnet *t, const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;)
        if (t->state == DATA)
            at += take_data(t, bytes + at, size - at);
        else
            take_byte(t, (uint8_t)bytes[at++]);
}

void telnet_send(struct telnet *t, const char *bytes, size_t size)
{
    bool is_binary = telnet_is_on(t, TELNET_BINARY, true);
    char text[2048];
    size_t used = 0;

    for (size_t i = 0; i < size; i++) {
        text[used++] = bytes[i];
        if ((uint8_t)bytes[i] == IAC)
            text[used++] = (char)IAC;
        else if (bytes[i] == '\r' && !is_binary)
            text[used++] = '\0';
        if (used < sizeof text - 1 && i + 1 < size)
            continue;
        t->hooks.send(t->hooks.self, text, used);
        used = 0;
    }
}

void telnet_send_sub(struct telnet *t, uint8_t option, const uint8_t *bytes, size_t size)
{
    char text[2 * TELNET_SUB + 5];
    size_t used = 0;

    text[used++] = (char)IAC;
    text[used++] = (char)SB;
    text[used++] = (char)option;
    for (size_t i = 0; i < size && i < TELNET_SUB; i++) {
        text[used++] = (char)bytes[i];
        if (bytes[i] == IAC)
            text[used++] = (char)IAC;
    }
    text[used++] = (char)IAC;
    text[used++] = (char)SE;
    t->hooks.send(t->hooks.self, text, used);
}
