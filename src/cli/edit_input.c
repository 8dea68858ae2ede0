#include "cli/edit_input.h"

#include "base/str.h"

#include <string.h>

/* How many bytes at the end begin a key that more bytes come for. ECMA-48 5.4: ESC [, parameters
 * 0x30 to 0x3f, intermediates 0x20 to 0x2f, one final byte. ESC O is followed by one byte; so is
 * ESC alone, as Meta. */
static size_t unfinished(struct hpt_str keys)
{
    size_t at = keys.len;

    while (at > 0 && keys.at[at - 1] >= 0x20 && keys.at[at - 1] <= 0x3f)
        at--;
    if (at > 1 && keys.at[at - 2] == '\033' &&
        (keys.at[at - 1] == '[' || (keys.at[at - 1] == 'O' && at == keys.len)))
        return keys.len - at + 2;
    return keys.len > 0 && keys.at[keys.len - 1] == '\033' ? 1 : 0;
}

static bool is_waiting(const struct edit_input *in)
{
    return in->begun_count < sizeof in->begun &&
           unfinished((struct hpt_str){in->begun, in->begun_count}) > 0;
}

void edit_input_give(struct edit_input *in, struct hpt_str bytes, bool literally)
{
    while (!literally && is_waiting(in) && bytes.len > 0) {
        in->begun[in->begun_count++] = *bytes.at;
        str_skip(&bytes, 1);
    }
    in->keys = bytes;
    in->late = 0;
    if (!literally && is_waiting(in))
        return;
    in->held = (struct hpt_str){in->begun, in->begun_count};
    in->begun_count = 0;
    in->late = literally ? 0 : unfinished(bytes);
    if (in->late > sizeof in->begun)
        in->late = 0;
    in->keys.len -= in->late;
}

bool edit_input_take(struct edit_input *in, wchar_t *c)
{
    return edit_keys_take(&in->decoding, &in->held, c) ||
           edit_keys_take(&in->decoding, &in->keys, c);
}

bool edit_input_has(struct edit_input *in)
{
    return edit_keys_hold(&in->decoding, &in->held) || edit_keys_hold(&in->decoding, &in->keys);
}

bool edit_input_skip(struct edit_input *in, char key)
{
    if (!edit_input_has(in) || in->decoding.held[0] != key)
        return false;
    in->decoding.count = 0;
    return true;
}

size_t edit_input_left(const struct edit_input *in)
{
    return in->keys.len + in->late;
}

void edit_input_keep(struct edit_input *in)
{
    if (in->late > 0)
        memcpy(in->begun, in->keys.at, in->late);
    in->begun_count += in->late;
    in->late = 0;
}
