/* The telnet protocol (RFC 854, 855, 856), as a client of a serial server speaks it: a machine that
 * takes bytes, in whatever pieces they come, and calls its hooks. It knows no socket.
 *
 * However hostile the other side: nothing grows, an agreement is answered once and never again, and
 * after TELNET_ANSWERS answers no further one is given. */
#ifndef IO_TELNET_H
#define IO_TELNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TELNET_BINARY = 0,
    TELNET_ECHO = 1,
    TELNET_GO_AHEAD = 3, /* "suppress go ahead": both may talk at any time */
    TELNET_COM_PORT = 44
};

enum {
    TELNET_ANSWERS = 256,
    TELNET_SUB = 128 /* the longest subnegotiation that is heard: settings take five bytes */
};

struct telnet_hooks {
    void *self;
    /* Bytes of the device, unescaped. */
    void (*data)(void *self, const char *bytes, size_t size);
    /* Bytes for the wire, as they must go. */
    void (*send)(void *self, const char *bytes, size_t size);
    /* An option was switched, or was asked for and refused: `on` for us, or for the other side. */
    void (*option)(void *self, uint8_t option, bool ours, bool on);
    /* A subnegotiation, unescaped. One that is longer than TELNET_SUB is not told. */
    void (*sub)(void *self, uint8_t option, const uint8_t *bytes, size_t size);
};

enum { TELNET_OPTIONS = 4 }; /* that we know */

enum telnet_agreement { TELNET_OFF, TELNET_ASKED, TELNET_ON };

struct telnet {
    struct telnet_hooks hooks;
    uint8_t state;
    uint8_t verb;
    bool after_cr;
    bool sub_is_too_long;
    size_t sub_size;
    uint8_t sub[1 + TELNET_SUB]; /* the option, and what is said about it */
    unsigned answers;
    uint8_t agreed[2][TELNET_OPTIONS]; /* enum telnet_agreement: theirs, ours */
};

/* Nothing is agreed, nothing was heard: as at the beginning of a connection. */
void telnet_init(struct telnet *t, const struct telnet_hooks *hooks);

/* Asks for what a serial line needs: eight bits both ways, no go ahead, settings of the port. */
void telnet_ask(struct telnet *t);

void telnet_receive(struct telnet *t, const char *bytes, size_t size);

/* Sends bytes for the device. */
void telnet_send(struct telnet *t, const char *bytes, size_t size);

/* Sends a subnegotiation of up to TELNET_SUB bytes. */
void telnet_send_sub(struct telnet *t, uint8_t option, const uint8_t *bytes, size_t size);

/* True when both sides agreed on it, for us or for the other side. */
bool telnet_is_on(const struct telnet *t, uint8_t option, bool ours);

#endif
