/* When something happened, for a sentence of news. */
#ifndef IO_NEWS_TIME_H
#define IO_NEWS_TIME_H

#include <stddef.h>

/* Adds " at 12:34:56", the wall clock now, to the text in a buffer of `size` bytes. */
void news_add_time(char *text, size_t size);

#endif
