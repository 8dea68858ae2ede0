/* The menu: what a letter does behind the menu key. Help, manual page and the list that Ctrl-T ?
 * shows are made from it. */
#ifndef CLI_MENU_H
#define CLI_MENU_H

struct terminal;

struct menu_item {
    char letter;
    const char *about;
    void (*run)(struct terminal *t);
};

extern const struct menu_item menu_items[]; /* ended by a NULL */

void menu_choose(struct terminal *t, char letter);

#endif
