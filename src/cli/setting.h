/* Whether a line of the settings file is right. */
#ifndef CLI_SETTING_H
#define CLI_SETTING_H

#include "cli/config.h"

/* Checks the entry that was read last: its name, its value, and how it goes with those before it in
 * its section. Fills its `option`, the section's `port` and `match`, and puts the home directory in
 * place of ~/ in front of names of files. */
extern const struct config_kind settings_file;

#endif
