#include "cli/answer.h"

#include "cli/output.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

int answer(const struct settings *s,
           enum hpt_status (*tell)(const struct settings *s, struct hpt_out *o, struct fault *f),
           struct fault *f)
{
    struct output output;

    output_open(&output, STDOUT_FILENO);
    enum hpt_status status = tell(s, &output.out, f);
    output_flush(&output);
    output_close(&output);
    if (status == HPT_OK)
        (void)output_fault(&output, f);
    return output.error == EPIPE ? 128 + SIGPIPE : f->exit_code;
}
