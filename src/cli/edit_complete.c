#include "cli/edit_complete.h"

#include "base/str.h"
#include "cli/edit_text.h"
#include "cli/file_match.h"

enum edit_completion edit_complete(EditLine *line, char *text, size_t size)
{
    const LineInfoW *now = el_wline(line);
    wchar_t more[NAME_MAX + 2];
    struct file_match match;
    char typed[PATH_MAX];

    edit_text_bytes(now->buffer, (size_t)(now->cursor - now->buffer), typed, sizeof typed);
    file_match_find(&match, typed);
    if (match.count > 1 && match.more[0] == '\0') {
        file_match_list(&match, text, size);
        return COMPLETED_UP_TO_CHOICE;
    }
    edit_text_characters(str_of(match.more), more, COUNT(more));
    return match.more[0] != '\0' && el_winsertstr(line, more) == 0 ? COMPLETED : COMPLETED_NOTHING;
}
