#include "cli/config.h"

#include "base/nearest.h"
#include "base/str.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libinih takes lines of 197 characters; where it can be told otherwise, of more. */
enum { LINE_SIZE = 4096 };

struct reading {
    struct config *config;
    FILE *file;
    struct fault *fault;
    unsigned line;
    size_t section;
};

enum hpt_status fault_at_line(struct fault *f, const struct config *c, unsigned line)
{
    const struct fault said = *f;

    return fault_usage(f, "%s:%u: %s", c->path, line, said.message);
}

static enum hpt_status fault_no_memory(struct fault *f)
{
    return fault_input(f, "no memory is left for reading files; close other programs");
}

/* Room for one more element; the array may move. */
static void *grow(void *array, size_t count, size_t size)
{
    bool is_full = (count & (count - 1)) == 0; /* it doubles at the powers of two, and at none */

    return is_full ? realloc(array, (count == 0 ? 1 : 2 * count) * size) : array;
}

static bool add_section(struct config *c, struct hpt_str name, unsigned line)
{
    struct config_section *sections = grow(c->sections, c->section_count, sizeof *c->sections);

    if (sections == NULL)
        return false;
    c->sections = sections;
    sections[c->section_count] =
        (struct config_section){.name = strndup(name.at, name.len), .line = line};
    return sections[c->section_count++].name != NULL;
}

static char *place_of(const struct config *c, size_t section, unsigned line)
{
    char *place = NULL;
    int size = section == 0
                   ? asprintf(&place, "%s:%u", c->path, line)
                   : asprintf(&place, "%s:%u [%s]", c->path, line, c->sections[section].name);

    return size < 0 ? NULL : place;
}

static struct config_entry *add_entry(struct reading *r, const char *name, const char *value)
{
    struct config *c = r->config;
    struct config_entry *entries = grow(c->entries, c->entry_count, sizeof *c->entries);

    if (entries == NULL)
        return NULL;
    c->entries = entries;
    struct config_entry *e = &entries[c->entry_count++];
    *e = (struct config_entry){.name = strdup(name),
                               .value = strdup(value),
                               .place = place_of(c, r->section, r->line),
                               .section = r->section,
                               .line = r->line};
    return e->name != NULL && e->value != NULL && e->place != NULL ? e : NULL;
}

/* For libinih. It also hands over the section, cut to 49 characters; next_line has it whole. */
static int take_entry(void *self, const char *section, const char *name, const char *value)
{
    struct reading *r = self;

    (void)section;
    if (r->fault->status != HPT_OK || *name == '\0')
        return 0;
    struct config_entry *e = add_entry(r, name, value);
    if (e == NULL) {
        (void)fault_no_memory(r->fault);
        return 0;
    }
    return r->config->kind->check(r->config, e, r->fault) == HPT_OK;
}

static enum hpt_status fault_here(struct reading *r)
{
    return fault_at_line(r->fault, r->config, r->line);
}

static bool is_blank(int c)
{
    return c == ' ' || c == '\t';
}

/* The name between the brackets. A heading without the second one is left to libinih. */
static enum hpt_status check_heading(struct reading *r, const char *line, struct hpt_str *name)
{
    const char *end = strchr(line, ']');

    if (end == NULL)
        return HPT_OK;
    const char *rest = end + 1 + strspn(end + 1, " \t\r");
    *name = (struct hpt_str){line + 1, (size_t)(end - line - 1)};
    while (name->len > 0 && is_blank(name->at[0]))
        str_skip(name, 1);
    while (name->len > 0 && is_blank(name->at[name->len - 1]))
        name->len--;
    if (*rest != '\0' && *rest != ';' && *rest != '#')
        (void)fault_usage(r->fault, "behind the ] stands more; give it a line of its own");
    else if (name->len == 0)
        (void)fault_usage(r->fault, "a section needs a name, such as [lab]");
    else
        return HPT_OK;
    return fault_here(r);
}

static enum hpt_status enter_section(struct reading *r, struct hpt_str name)
{
    struct config *c = r->config;

    for (r->section = 0; r->section < c->section_count; r->section++)
        if (str_is(name, c->sections[r->section].name))
            break;
    if (r->section == c->section_count)
        return add_section(c, name, r->line) ? HPT_OK : fault_no_memory(r->fault);
    struct config_section *known = &c->sections[r->section];
    if (known->line == 0) {
        known->line = r->line;
        return HPT_OK;
    }
    (void)fault_usage(r->fault, "[%s] is there twice, first in line %u; put them together",
                      known->name, known->line);
    return fault_here(r);
}

/* True if the line may go to libinih. */
static bool begin_section(struct reading *r, const char *line)
{
    struct hpt_str name = {0};

    if (check_heading(r, line, &name) != HPT_OK)
        return false;
    return name.len == 0 || enter_section(r, name) == HPT_OK;
}

static enum hpt_status take_character(struct reading *r, int c, char *line, size_t used, int size)
{
    if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7f)
        (void)fault_usage(r->fault, "the line holds a control character; the %s is text",
                          r->config->kind->what);
    else if (used + 3 > (size_t)size)
        (void)fault_usage(r->fault, "the line is longer than %d characters; shorten it", size - 3);
    if (r->fault->status != HPT_OK)
        return fault_here(r);
    line[used] = (char)c;
    return HPT_OK;
}

/* As fgets for libinih: a line a call, NULL at the end. Without the blanks in front, which would
 * make it the continuation of the line before. */
static char *next_line(char *line, int size, void *stream)
{
    struct reading *r = stream;
    size_t used = 0;
    int c = EOF;

    if (r->fault->status != HPT_OK)
        return NULL;
    r->line++;
    while ((c = getc(r->file)) != EOF && c != '\n') {
        if (used == 0 && is_blank(c))
            continue;
        if (take_character(r, c, line, used, size) != HPT_OK)
            return NULL;
        used++;
        if (r->line == 1 && used == 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0)
            used = 0;
    }
    if (ferror(r->file) != 0)
        (void)fault_usage(r->fault, "cannot read the %s %s: %s; %s", r->config->kind->what,
                          r->config->path, strerror(errno), r->config->kind->advice);
    if (r->fault->status != HPT_OK || (c == EOF && used == 0))
        return NULL;
    line[used] = '\0';
    return line[0] != '[' || begin_section(r, line) ? line : NULL;
}

static enum hpt_status read_lines(struct config *c, FILE *file, struct fault *f)
{
    struct reading r = {.config = c, .file = file, .fault = f};

#ifdef HEAPTERM_INIH_LINE_SIZE
    ini_max_line = LINE_SIZE;
#endif
    int wrong = ini_parse_stream(next_line, &r, take_entry, &r);
    if (wrong < 0)
        return fault_no_memory(f);
    /* What libinih itself finds wrong it tells only now, with the first line of all. */
    if (wrong > 0 && (f->status == HPT_OK || (unsigned)wrong < r.line)) {
        (void)fault_usage(f, "this is neither NAME = VALUE nor [SECTION], and no comment, which "
                             "begins with # or ;");
        return fault_at_line(f, c, (unsigned)wrong);
    }
    return f->status;
}

/* NULL: neither variable says where. The standard has relative paths ignored. */
static char *usual_path(void)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char *path = NULL;
    int size = -1;

    if (base != NULL && *base == '/')
        size = asprintf(&path, "%s/heapterm/config", base);
    else if (home != NULL && *home != '\0')
        size = asprintf(&path, "%s/.config/heapterm/config", home);
    return size < 0 ? NULL : path;
}

enum hpt_status config_read(struct config *c, const struct config_kind *kind, const char *path,
                            struct fault *f)
{
    *c = (struct config){.kind = kind, .path = path != NULL ? strdup(path) : usual_path()};
    if (!add_section(c, str_of(kind->top), 0))
        return fault_no_memory(f);
    c->sections[0].use = SECTION_ALWAYS;
    if (c->path == NULL)
        return HPT_OK;
    FILE *file = fopen(c->path, "re");
    if (file == NULL && path == NULL && (errno == ENOENT || errno == ENOTDIR))
        return HPT_OK;
    if (file == NULL) {
        (void)fault_usage(f, "cannot open the %s %s: %s", kind->what, c->path, strerror(errno));
        return path != NULL ? fault_hint(f, "check the path after --%s", kind->option)
                            : fault_hint(f, "%s", kind->advice);
    }
    c->is_there = true;
    enum hpt_status status = read_lines(c, file, f);
    (void)fclose(file);
    return status;
}

void config_release(struct config *c)
{
    for (size_t i = 0; i < c->section_count; i++)
        free(c->sections[i].name);
    for (size_t i = 0; i < c->entry_count; i++) {
        free(c->entries[i].name);
        free(c->entries[i].value);
        free(c->entries[i].place);
    }
    free(c->sections);
    free(c->entries);
    free(c->path);
    *c = (struct config){0};
}

size_t config_profile(const struct config *c, const char *name)
{
    for (size_t i = 1; i < c->section_count; i++)
        if (strcmp(c->sections[i].name, name) == 0)
            return i;
    return 0;
}

const char *config_nearest_profile(const struct config *c, const char *name)
{
    const char *best = NULL;
    size_t least = SIZE_MAX;

    for (size_t i = 1; i < c->section_count; i++) {
        size_t distance = name_distance(name, c->sections[i].name);
        if (distance < least && name_is_near(name, c->sections[i].name)) {
            least = distance;
            best = c->sections[i].name;
        }
    }
    return best;
}

const struct config_entry *config_entry_from(const struct config *c, const char *from)
{
    for (size_t i = 0; i < c->entry_count; i++)
        if (c->entries[i].place == from)
            return &c->entries[i];
    return NULL;
}
