/* What keys mean: some end, one opens the menu, the others are for the device. */
#ifndef CLI_KEYS_H
#define CLI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum { KEY_ALWAYS_ENDS = 0x1d /* Ctrl-] */, KEY_ESCAPE = 0x1b };

struct keys {
    char end_key;
    char menu_key;
    bool in_menu; /* the menu key was the last */
    void *self;
    void (*typed)(void *self, const char *bytes, size_t size);
    void (*chosen)(void *self, char letter); /* of the menu; one held with Ctrl is the plain one */
    void (*ended)(void *self);
};

/* How many keys stand before the first that ends, or opens the menu. */
size_t keys_run(const struct keys *k, const char *bytes, size_t size);

/* Takes keys up to and including the first that is not for the device; how many that were. */
size_t keys_take(struct keys *k, const char *bytes, size_t size);

/* A key as people write it: Ctrl-T, x. */
const char *key_name(char key, char name[static 8]);

#endif
