#include "cli/encodings.h"

#include "base/bytemap.h"
#include "base/nearest.h"
#include "base/str.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

/* What devices of all ages write. iconv knows many more; these are for the hint. */
static const char *const common[] = {
    "utf-8",        "ascii",        "latin1",       "iso-8859-1",   "iso-8859-2",
    "iso-8859-5",   "iso-8859-7",   "iso-8859-9",   "iso-8859-15",  "cp437",
    "cp737",        "cp850",        "cp852",        "cp855",        "cp858",
    "cp866",        "windows-1250", "windows-1251", "windows-1252", "windows-1253",
    "windows-1254", "windows-1257", "koi8-r",       "koi8-u",       "macintosh",
};

static bool is_utf8(const char *name)
{
    return strcasecmp(name, "utf-8") == 0 || strcasecmp(name, "utf8") == 0;
}

enum reading { READS, STANDS_FOR_NOTHING, NEEDS_MORE };

static enum reading read_byte(iconv_t cd, unsigned char byte, struct hpt_mapped *to)
{
    char in = (char)byte;
    char *from = &in, *at = to->text;
    size_t left = 1, room = sizeof to->text;

    (void)iconv(cd, NULL, NULL, NULL, NULL);
    if (iconv(cd, &from, &left, &at, &room) == (size_t)-1)
        return errno == EILSEQ ? STANDS_FOR_NOTHING : NEEDS_MORE;
    (void)iconv(cd, NULL, NULL, &at, &room); /* some wait for an accent that may follow */
    to->length = (uint8_t)(sizeof to->text - room);
    return to->length > 0 ? READS : NEEDS_MORE;
}

static bool read_all(iconv_t cd, struct hpt_byte_map *map)
{
    for (unsigned c = 0; c < 256; c++) {
        struct hpt_mapped to = {0};
        enum reading got = read_byte(cd, (unsigned char)c, &to);
        if (got == NEEDS_MORE)
            return false;
        if (got == READS)
            map->to[c] = to;
    }
    return true;
}

bool encoding_read(const char *name, struct hpt_byte_map *map)
{
    bytemap_init(map);
    if (is_utf8(name))
        return true;
    /* iconv takes an empty name for that of the locale, and what follows a slash for advice. */
    if (*name == '\0' || strchr(name, '/') != NULL)
        return false;
    iconv_t cd = iconv_open("UTF-8", name);
    if (cd == (iconv_t)-1)
        return false;
    bool is_good = read_all(cd, map);
    (void)iconv_close(cd);
    return is_good;
}

static const char *nearest(const char *name)
{
    size_t best = 0, least = SIZE_MAX;

    for (size_t i = 0; i < COUNT(common); i++) {
        size_t distance = name_distance(name, common[i]);
        if (distance < least) {
            least = distance;
            best = i;
        }
    }
    return name_is_near(name, common[best]) ? common[best] : NULL;
}

enum hpt_status fault_encoding(struct fault *f, const char *name)
{
    iconv_t cd = *name != '\0' ? iconv_open("UTF-8", name) : (iconv_t)-1;
    const char *near = nearest(name);

    if (cd != (iconv_t)-1) {
        (void)iconv_close(cd);
        return fault_usage(f,
                           "the characters of '%s' take more than one byte; --encoding takes "
                           "single-byte encodings such as latin1 or cp437",
                           name);
    }
    if (near != NULL)
        return fault_usage(f, "there is no encoding '%s'; did you mean %s?", name, near);
    return fault_usage(f,
                       "there is no encoding '%s'; iconv -l lists them all, such as latin1, "
                       "windows-1252 or cp437",
                       name);
}
