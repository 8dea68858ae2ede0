#include "cli/patience.h"

#include "base/plural.h"

uint64_t patience_ms(const struct settings *s)
{
    bool waits = s->wait_for != NULL || (s->command->bit == FOR_CHECK && s->until != NULL);
    uint64_t ms = waits ? s->timeout_ms : 0;

    return ms == 0 || (s->for_ms > 0 && s->for_ms < ms) ? s->for_ms : ms;
}

enum hpt_status fault_absent(struct fault *f, const struct settings *s, const char *port)
{
    return fault_input(f, "%s was not there within %g second%s; plug it in, or give it longer",
                       port, (double)s->for_ms / 1000, plural_seconds(s->for_ms));
}
