/* What of the settings file is in force for this run. */
#ifndef CLI_PROFILE_H
#define CLI_PROFILE_H

#include "cli/command.h"

/* Reads the settings file, if the command takes anything from it, and finds the profile that was
 * chosen: by --profile, or as the first operand, where there is no such file. A profile's port
 * takes the place of that operand, or of the input that is not given. Of the ports of heapterm
 * record each may be named by a profile. */
enum hpt_status profile_choose(struct settings *s, int *count, char ***words,
                               struct fault *f) HPT_MUST_CHECK;

/* Sets what the command line has left open: by the chosen profile, then by those that match the
 * inputs, in the order of the file, then by what always applies. The first that says something of
 * an option decides. */
enum hpt_status profiles_apply(struct settings *s, struct fault *f) HPT_MUST_CHECK;

/* The same for one of several inputs alone, after profiles_apply: *one is as if `input` were the
 * only operand, with the profiles that match it or that it was named by. Text is borrowed as in
 * *all. */
enum hpt_status profiles_apply_to(const struct settings *all, size_t input, struct settings *one,
                                  struct fault *f) HPT_MUST_CHECK;

#endif
