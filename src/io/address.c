#include "io/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The host without its brackets; what follows it, or NULL. */
static const char *take_host(struct address *a, const char *text)
{
    bool has_brackets = *text == '[';
    const char *host = text + has_brackets;
    size_t size = strcspn(host, has_brackets ? "]" : ":");

    if (size == 0 || size >= sizeof a->host || (has_brackets && host[size] != ']'))
        return NULL;
    (void)snprintf(a->host, sizeof a->host, "%.*s", (int)size, host);
    return host + size + has_brackets;
}

bool address_split(struct address *a, const char *text, const char *default_port)
{
    const char *rest = take_host(a, text);

    if (rest == NULL)
        return false;
    if (*rest == '\0' && default_port != NULL) {
        (void)snprintf(a->port, sizeof a->port, "%s", default_port);
        return true;
    }
    size_t digits = *rest == ':' ? strspn(rest + 1, "0123456789") : 0;
    if (digits == 0 || digits > 5 || rest[1 + digits] != '\0')
        return false;
    unsigned long port = strtoul(rest + 1, NULL, 10);
    (void)snprintf(a->port, sizeof a->port, "%lu", port);
    return port > 0 && port < 65536;
}
