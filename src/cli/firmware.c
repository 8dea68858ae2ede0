#include "cli/firmware.h"

#include "recording/recording.h"

#include <string.h>

enum hpt_status firmware_read(const char *elf, char text[BUILD_ID_SIZE], struct fault *f)
{
    text[0] = '\0';
    if (elf == NULL)
        return HPT_OK;
    if (build_id_read(elf, text, f) != HPT_OK)
        return f->status;
    if (text[0] == '\0')
        notice_print("%s has no build id to record; link it with -Wl,--build-id", elf);
    return HPT_OK;
}

void firmware_compare(const char *elf, const char *path)
{
    struct session_row session = {0};
    struct fault ignored = {0};
    char id[BUILD_ID_SIZE];

    if (elf == NULL || build_id_read(elf, id, &ignored) != HPT_OK || id[0] == '\0')
        return;
    struct recording *r = recording_open(path, &ignored);
    while (r != NULL && recording_session(r, session.id, &session, &ignored) == ROW_THERE) {
        if (session.build_id == NULL || strcmp(session.build_id, id) == 0)
            continue;
        notice_print("session %lld of %s was recorded with the firmware %s, and %s is %s: "
                     "names and the heap's bounds may be others",
                     (long long)session.id, path, session.build_id, elf, id);
        break;
    }
    recording_close(r);
}
