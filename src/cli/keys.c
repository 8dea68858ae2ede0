#include "cli/keys.h"

#include <stdio.h>

static bool is_special(const struct keys *k, char key)
{
    return key == k->end_key || key == k->menu_key || key == KEY_ALWAYS_ENDS;
}

/* Behind the menu key a special key is one for the device. */
static void choose(struct keys *k, char key)
{
    k->in_menu = false;
    if (is_special(k, key))
        k->typed(k->self, &key, 1);
    else if (key >= 1 && key <= 26)
        k->chosen(k->self, (char)('a' + key - 1));
    else if (key != KEY_ESCAPE)
        k->chosen(k->self, key);
}

size_t keys_run(const struct keys *k, const char *bytes, size_t size)
{
    size_t run = 0;

    while (run < size && !is_special(k, bytes[run]))
        run++;
    return run;
}

size_t keys_take(struct keys *k, const char *bytes, size_t size)
{
    if (size == 0)
        return 0;
    if (k->in_menu) {
        choose(k, *bytes);
        return 1;
    }
    size_t run = keys_run(k, bytes, size);
    if (run > 0) {
        k->typed(k->self, bytes, run);
        return run;
    }
    if (*bytes == k->menu_key)
        k->in_menu = true;
    else
        k->ended(k->self);
    return 1;
}

const char *key_name(char key, char name[static 8])
{
    if (key >= 0 && key < ' ')
        (void)snprintf(name, 8, "Ctrl-%c", key + 0x40);
    else
        (void)snprintf(name, 8, "%c", key);
    return name;
}
