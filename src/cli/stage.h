/* Which view a run is shown in: the log view, or the full screen. */
#ifndef CLI_STAGE_H
#define CLI_STAGE_H

#include "cli/full_screen.h"
#include "cli/terminal.h"

struct stage {
    struct full_screen full;
    struct session *session;
    struct terminal *terminal;
    bool is_only;              /* there is no log view to go back to */
    bool is_over;              /* the input has ended, and somebody looks at it still */
    enum session_end ended_as; /* with is_over */
};

/* The session and the terminal are open, and no byte has come. `is_only`: the full screen is shown
 * from the start, and nothing else. *s is not moved; stage_close follows. */
enum hpt_status stage_open(struct stage *s, struct session *session, struct terminal *terminal,
                           bool is_only, struct fault *f) HPT_MUST_CHECK;

/* Is the full screen shown? */
static inline bool stage_is_full(const struct stage *s)
{
    return s->full.is_up;
}

/* For the session's client. True: the input is over, and the full screen stays until it is left. */
bool stage_stays(struct stage *s, enum session_end end);
/* For the session's client: the program goes on after a stop. */
void stage_resumed(struct stage *s);

void stage_close(struct stage *s);

#endif
