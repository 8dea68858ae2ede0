/* INI files, read by libinih, every line of them checked. In the settings file sections are
 * profiles; what stands at the top or under [default] always applies. */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "cli/command.h"

enum section_use {
    SECTION_UNUSED,
    SECTION_ALWAYS,  /* the first one: the top and [default] */
    SECTION_MATCHES, /* its `match` fits the input */
    SECTION_CHOSEN
};

struct config_section {
    char *name;
    unsigned line;     /* of its heading; 0: it has none */
    char *port;        /* NULL: none is given */
    const char *match; /* NULL: none is given */
    enum section_use use;
    size_t named_by; /* 1 for the first operand of several, and so on; 0: by none */
};

struct config_entry {
    char *name, *value;
    char *place;   /* "FILE:LINE [SECTION]" */
    size_t option; /* its number; OPTIONS_MAX: one of the settings that are no options */
    size_t section;
    unsigned line;
};

struct config;

/* A kind of file: how sentences call it, the option that names one, the section that what stands at
 * the top belongs to, and what is right in it; a check may keep something in the entry. */
struct config_kind {
    const char *what;
    const char *option;
    const char *top;
    const char *advice; /* for a file that cannot be read */
    enum hpt_status (*check)(struct config *c, struct config_entry *e, struct fault *f);
};

/* All zero is an empty one. */
struct config {
    const struct config_kind *kind;
    char *path;                      /* NULL: there is no place for one */
    bool is_there;                   /* it was found */
    struct config_section *sections; /* the first is what always applies */
    size_t section_count;
    struct config_entry *entries; /* in the order of the file */
    size_t entry_count;
};

/* Reads `path`, or the usual settings file if NULL: $XDG_CONFIG_HOME/heapterm/config, by default
 * ~/.config/heapterm/config, which need not exist. The first thing that is wrong, in the order of
 * the lines, becomes the fault: "FILE:LINE: " and a sentence. config_release follows in any case.
 */
enum hpt_status config_read(struct config *c, const struct config_kind *kind, const char *path,
                            struct fault *f) HPT_MUST_CHECK;
void config_release(struct config *c);

/* The profile with that name, or 0. */
size_t config_profile(const struct config *c, const char *name);

/* The profile whose name is nearest to one that is none, or NULL if none is near. */
const char *config_nearest_profile(const struct config *c, const char *name);

/* The entry that an option_use's `from` is the place of; NULL: it came from elsewhere. */
const struct config_entry *config_entry_from(const struct config *c, const char *from);

/* Puts "FILE:LINE: " in front of the sentence. */
enum hpt_status fault_at_line(struct fault *f, const struct config *c, unsigned line);

#endif
