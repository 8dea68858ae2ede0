/* Options: how a recording is played. */
#include "cli/numbers.h"
#include "cli/options.h"

static bool set_speed(struct settings *s, const char *value)
{
    return speed_parse(value, &s->speed);
}

static bool set_from(struct settings *s, const char *value)
{
    return time_parse(value, &s->from_us);
}

static bool set_max_pause(struct settings *s, const char *value)
{
    uint64_t ms;

    if (!seconds_parse(value, &ms))
        return false;
    s->max_pause_us = ms * 1000;
    return true;
}

static bool set_to(struct settings *s, const char *value)
{
    s->to = value;
    return *value != '\0';
}

static const struct option_row rows[] = {
    {0, "speed", "X", FOR_REPLAY,
     "how fast a recording is played: 1 as it was, 10, 0.5, or max; 1 unless given on a terminal "
     "and with --to, else max",
     set_speed, "a number such as 1, 10 or 0.5, or max", NULL},
    {0, "from", "TIME", FOR_REPLAY,
     "show a recording from this time on, such as 12.5s; what came before is read all the same",
     set_from, "a time such as 12.5s", NULL},
    {0, "max-pause", "SECONDS", FOR_REPLAY, "play longer pauses of a recording as if they were so",
     set_max_pause, "a number of seconds above 0 such as 10 or 0.5", NULL},
    {0, "to", "WHERE", FOR_REPLAY,
     "be the board: send what it said to pty (a new pseudo terminal), pty:LINK (with a link to it) "
     "or tcp://HOST:PORT (a server; on 127.0.0.1 without a HOST), as soon as somebody reads there",
     set_to, "pty, pty:LINK or tcp://HOST:PORT", NULL},
    {0},
};

const struct option_group group_replay = {"Replay", rows};
