/* Which build of the firmware: what a recording keeps of the ELF file that was given, and whether
 * it is that of a recording that is read. */
#ifndef CLI_FIRMWARE_H
#define CLI_FIRMWARE_H

#include "io/fault.h"
#include "symbols/build_id.h"

/* For a recording: the build id of `elf`, "" where it is NULL or has none; the latter is said on
 * standard error, with what to do. */
enum hpt_status firmware_read(const char *elf, char text[BUILD_ID_SIZE],
                              struct fault *f) HPT_MUST_CHECK;

/* Says on standard error if a session of the recording `path` was made with another build than
 * `elf`. Nothing to do where that is NULL, or one of the two does not tell. What cannot be read is
 * said by whoever needs it. */
void firmware_compare(const char *elf, const char *path);

#endif
