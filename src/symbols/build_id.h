/* Which build a firmware is: the number that `ld --build-id` leaves in the ELF file. */
#ifndef SYMBOLS_BUILD_ID_H
#define SYMBOLS_BUILD_ID_H

#include "symbols/elf_file.h"

enum { BUILD_ID_SIZE = 2 * 64 + 1 }; /* of 64 bytes at most; ld makes 16 or 20 */

/* Its bytes, as long as the file is open; empty if it has none. */
struct hpt_str build_id_of(const struct elf_file *e);

/* The build id of the ELF file `path` in hex; "" if it has none. */
enum hpt_status build_id_read(const char *path, char text[BUILD_ID_SIZE],
                              struct fault *f) HPT_MUST_CHECK;

#endif
