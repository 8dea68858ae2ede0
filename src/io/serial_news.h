/* What there is to say of a port that comes and goes, in sentences. */
#ifndef IO_SERIAL_NEWS_H
#define IO_SERIAL_NEWS_H

#include "io/ports.h"

#include <stdint.h>

enum { NEWS_SIZE = 1200 };

/* `unsent`: bytes that were on their way to it. */
void news_of_loss(char text[NEWS_SIZE], const char *name, size_t unsent);

struct serial_return {
    const char *name;
    const struct port_info *before, *now; /* what stood and stands behind it */
    bool is_first;                        /* it had never been there */
    uint64_t away_us;
    size_t unsent; /* bytes that were typed meanwhile */
};
void news_of_return(char text[NEWS_SIZE], const struct serial_return *r);

/* These are false when there is nothing to say. */
bool news_of_node(char text[NEWS_SIZE], const char *given, const struct port_info *info);
bool news_of_baud(char text[NEWS_SIZE], const char *name, uint32_t set, uint32_t asked);

void news_of_no_wires(char text[NEWS_SIZE], const char *name);
void news_of_refusal(char text[NEWS_SIZE], const struct fault *why);
void news_of_reset(char text[NEWS_SIZE], const char *name, const struct fault *fault);

#endif
