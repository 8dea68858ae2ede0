/* Real captures, for tests that are compiled with CAPTURES, their directory. */
#ifndef UNIT_CAPTURE_H
#define UNIT_CAPTURE_H

#include "test.h"

#include <stdio.h>

/* Feeds a capture in pieces of at most 4096 bytes; does not end the input. */
static inline void capture_feed(struct hpt_tracker *t, const char *name, size_t piece)
{
    char path[512], bytes[4096];
    size_t size;

    (void)snprintf(path, sizeof path, "%s/%s.log", CAPTURES, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    while ((size = fread(bytes, 1, piece, file)) > 0)
        assert_int_equal(hpt_feed(t, bytes, size, 0, NULL), HPT_OK);
    assert_int_equal(fclose(file), 0);
}

#endif
