/* What a person asks for with a key. */
#include "base/plural.h"
#include "cli/full_screen.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

/* So many events are read again in a fraction of a second: for the verdict's projection. */
enum { REPORT_EVENTS = 1000000 };

static uint64_t event_shown(const struct full_screen *f)
{
    return hpt_state(f->scene->tracker)->event;
}

static uint64_t newest_event(const struct full_screen *f)
{
    return hpt_state(travel_live(f->travel)->tracker)->event;
}

static const struct hpt_block *selected_block(const struct full_screen *f)
{
    for (size_t i = 0; f->app.selected != 0 && i < f->gather.block_count; i++)
        if (f->gather.blocks[i].address == f->app.selected)
            return &f->gather.blocks[i];
    return NULL;
}

/* A margin at both sides and the scroll bar are no room for text. */
static unsigned sheet_columns(const struct full_screen *f)
{
    struct grid grid = f->grid;
    int columns = layout_of(&grid, &f->app).sheet.columns - 3;

    return columns > 0 ? (unsigned)columns : 0;
}

struct job_wishes full_wishes(const struct full_screen *f)
{
    const struct hpt_block *block = selected_block(f);
    const struct hpt_state *state = hpt_state(f->scene->tracker);

    return (struct job_wishes){.event = state->event,
                               .run = state->run,
                               .is_moving = f->app.is_following && !f->app.is_over,
                               .explanation = f->app.sheet == SHEET_EXPLAIN,
                               .difference = f->app.sheet == SHEET_DIFF && f->has_base,
                               .report = f->app.tab == TAB_LEAKS || state->event < REPORT_EVENTS,
                               .base = f->base,
                               .address = block != NULL && block->seen ? block->address : 0,
                               .birth = block != NULL && block->seen ? block->event : 0,
                               .columns = sheet_columns(f)};
}

void full_look_up(struct full_screen *f)
{
    const struct job_wishes w = full_wishes(f);

    if (w.birth == 0 || f->birth.number == w.birth || w.is_moving)
        return;
    if (travel_look_up(f->travel, w.birth, &f->birth) != HPT_OK)
        f->birth = (struct hpt_event){0};
    else
        full_touch(f);
}

static void follow(struct full_screen *f, bool on)
{
    f->app.is_following = on;
    f->is_stale = true;
    if (on)
        f->scene = travel_live(f->travel);
    jobs_forget_failure(&f->jobs);
    full_touch(f);
}

/* Nothing at that instant yet: said, since what is shown then is another. */
static void say_if_beyond(struct full_screen *f, const struct goal *goal)
{
    static const char *const names[] = {
        [GOAL_EVENT] = "event", [GOAL_LINE] = "line", [GOAL_BYTE] = "byte"};
    const struct hpt_state *newest = hpt_state(travel_live(f->travel)->tracker);
    const uint64_t counts[] = {
        [GOAL_EVENT] = newest->event, [GOAL_LINE] = newest->line, [GOAL_BYTE] = newest->byte};

    if (goal->kind == GOAL_TIME && newest->time_us == 0)
        full_message(f, MESSAGE_NEWS,
                     "The input does not tell when its bytes came; go to an event");
    else if (goal->kind == GOAL_TIME && goal->number > newest->time_us)
        full_message(f, MESSAGE_NEWS,
                     "That is later than all that came; this is the newest instant");
    else if (goal->kind != GOAL_TIME && goal->number > counts[goal->kind])
        full_message(f, MESSAGE_NEWS, "There is no %s %llu; this is the newest instant, %s %llu",
                     names[goal->kind], (unsigned long long)goal->number, names[goal->kind],
                     (unsigned long long)counts[goal->kind]);
    else if (goal->kind == GOAL_EVENT && goal->number < f->show.first_event)
        full_message(f, MESSAGE_NEWS, "What was before event %llu was not kept",
                     (unsigned long long)f->show.first_event);
}

static void go_where_asked(struct full_screen *f, const struct goal *goal)
{
    full_go(f, goal);
    if (!f->app.is_following && f->app.message[0] == '\0')
        say_if_beyond(f, goal);
}

static const char *why_not(enum hpt_status status, const struct travel_figures *figures)
{
    if (status == HPT_ERR_MEMORY)
        return strerror(ENOMEM);
    return figures->error != 0 ? strerror(figures->error) : "the history is damaged";
}

void full_go(struct full_screen *f, const struct goal *goal)
{
    struct travel_figures figures;
    const struct scene *scene;

    enum hpt_status status = travel_go(f->travel, goal, &scene);
    if (status != HPT_OK) {
        travel_figures(f->travel, &figures);
        full_message(f, MESSAGE_FAULT, "That instant cannot be shown: %s; this is the newest one",
                     why_not(status, &figures));
        follow(f, true); /* the instant that was shown is gone, too */
        return;
    }
    f->scene = scene;
    follow(f, false);
}

static void go_to_event(struct full_screen *f, uint64_t event)
{
    full_go(f, &(struct goal){GOAL_EVENT, event});
}

/* The newest instant, with what came after its last event, stands still. */
static void pause_here(struct full_screen *f)
{
    full_go(f, &(struct goal){GOAL_BYTE, hpt_state(travel_live(f->travel)->tracker)->byte});
}

static void step(struct full_screen *f, int64_t count)
{
    uint64_t here = event_shown(f), last = newest_event(f);
    uint64_t back = count < 0 ? (uint64_t)-count : 0;
    uint64_t first = f->show.first_event;

    if (count < 0 && here <= first) {
        full_message(f, MESSAGE_NEWS,
                     first == 0 ? "This is the beginning" : "What was before this was not kept");
        return;
    }
    if (count > 0 && here >= last) {
        full_message(f, MESSAGE_NEWS, "This is the newest event");
        return;
    }
    if (count < 0)
        go_to_event(f, here - first > back ? here - back : first);
    else
        go_to_event(f, last - here > (uint64_t)count ? here + (uint64_t)count : last);
}

static void go_to_stop(struct full_screen *f, bool forward)
{
    static const char *const names[] = {[STOP_FAILURE] = "a failed allocation: e says why",
                                        [STOP_MARK] = "a mark",
                                        [STOP_RESTART] = "the device starts over after this"};
    struct travel_stop stop;

    if (!travel_next_stop(f->travel, event_shown(f), forward, &stop)) {
        full_message(f, MESSAGE_NEWS, "No failure, mark or restart %s this",
                     forward ? "after" : "before");
        return;
    }
    go_to_event(f, stop.event);
    full_message(f, MESSAGE_NEWS, "Event %llu: %s", (unsigned long long)stop.event,
                 names[stop.kind]);
}

static void go_to_failure(struct full_screen *f, int64_t number)
{
    uint64_t event;

    if (number > 0 && travel_failure(f->travel, (uint64_t)number, &event))
        go_to_event(f, event);
    else if (number <= 1)
        full_message(f, MESSAGE_NEWS, "No allocation has failed");
    else
        full_message(f, MESSAGE_NEWS, "There is no failure %lld", (long long)number);
}

static void go_to_share(struct full_screen *f, int64_t thousandths)
{
    uint64_t first = f->show.first_event, span = newest_event(f) - first;

    if (thousandths >= 1000 && !f->app.is_over) {
        follow(f, true);
        return;
    }
    go_to_event(f, first + (uint64_t)((double)span * (double)thousandths / 1000.0 + 0.5));
}

static bool is_at_failure(const struct full_screen *f)
{
    const struct hpt_event *last = scene_event(f->scene, 0);

    return last != NULL && last->kind == HPT_EVENT_FAIL;
}

/* Who asks why while all goes on means the failure that just went by. */
static void explain(struct full_screen *f)
{
    struct travel_stop stop = {.event = event_shown(f) + 1};
    bool found = true;

    jobs_forget_failure(&f->jobs);
    if (!f->app.is_following || is_at_failure(f))
        return;
    do
        found = travel_next_stop(f->travel, stop.event, false, &stop);
    while (found && stop.kind != STOP_FAILURE);
    if (!found)
        return;
    go_to_event(f, stop.event);
    full_message(f, MESSAGE_NEWS,
                 "This is the last failure, at event %llu; End goes back to the newest",
                 (unsigned long long)stop.event);
}

static void search(struct full_screen *f, bool backward)
{
    if (!jobs_search(&f->jobs, f->app.search, hpt_state(f->scene->tracker)->byte, backward))
        full_message(f, MESSAGE_FAULT, "'%.100s' is no pattern; patterns are Perl's",
                     f->app.search);
}

void full_searched(struct full_screen *f, bool found, uint64_t byte)
{
    if (!found) {
        full_message(f, MESSAGE_NEWS, "No line %s this one matches %.100s",
                     f->jobs.finder.is_backward ? "before" : "after", f->app.search);
        return;
    }
    full_go(f, &(struct goal){GOAL_BYTE, byte});
    full_message(f, MESSAGE_NEWS,
                 "n goes on to the next line that matches %.100s, N to the one before",
                 f->app.search);
}

static void set_base(struct full_screen *f, bool on)
{
    f->has_base = on;
    f->base = event_shown(f);
    jobs_forget_failure(&f->jobs);
}

static void send_line(struct full_screen *f, const char *text)
{
    if (f->app.is_over || !f->app.takes_keys)
        full_message(f, MESSAGE_FAULT, "%s takes no input", f->show.input);
    else if (f->show.is_away)
        full_message(f, MESSAGE_FAULT, "%s is away; send it when it is back", f->show.input);
    else
        f->host.send(f->host.self, (struct hpt_str){text, strlen(text)});
}

static void mark(struct full_screen *f, const char *words)
{
    if (f->app.is_over)
        full_message(f, MESSAGE_FAULT,
                     "The input has ended, and a mark stands at its newest instant only");
    else
        f->host.mark(f->host.self, words);
}

static void leave(struct full_screen *f)
{
    if (f->host.leave != NULL)
        f->host.leave(f->host.self);
}

static void save(struct full_screen *f, const struct request *r)
{
    if (r->wish == WISH_SAVE_TEXT)
        full_save_text(f, r->text);
    else
        full_save_map(f, r->text);
}

static void obey(struct full_screen *f, const struct request *r)
{
    switch (r->wish) {
    case WISH_NOTHING:
        break;
    case WISH_QUIT:
        f->host.quit(f->host.self);
        break;
    case WISH_LEAVE:
        leave(f);
        break;
    case WISH_SUSPEND:
        (void)kill(0, SIGTSTP);
        break;
    case WISH_REDRAW:
        f->is_fresh = true;
        break;
    case WISH_FOLLOW:
        follow(f, true);
        break;
    case WISH_PAUSE:
        pause_here(f);
        break;
    case WISH_STEP:
        step(f, r->count);
        break;
    case WISH_STOP:
        go_to_stop(f, r->count > 0);
        break;
    case WISH_GO:
        go_where_asked(f, &r->goal);
        break;
    case WISH_GO_FAILURE:
        go_to_failure(f, r->count);
        break;
    case WISH_SHARE:
        go_to_share(f, r->count);
        break;
    case WISH_SEARCH:
        search(f, r->count < 0);
        break;
    case WISH_SEARCH_STOP:
        jobs_stop_search(&f->jobs);
        break;
    case WISH_EXPLAIN:
        explain(f);
        break;
    case WISH_MARK:
        mark(f, r->text);
        break;
    case WISH_BASE:
        set_base(f, r->count > 0);
        break;
    case WISH_SAVE_TEXT:
    case WISH_SAVE_MAP:
        save(f, r);
        break;
    case WISH_SEND:
        send_line(f, r->text);
        break;
    }
}

/* To where another key than a search's leads. */
static bool is_move(enum wish wish)
{
    return wish >= WISH_FOLLOW && wish <= WISH_SHARE;
}

void full_obey(struct full_screen *f, const struct request *r)
{
    if (is_move(r->wish)) /* a search would lead away from there */
        jobs_stop_search(&f->jobs);
    obey(f, r);
    /* Whatever a key led to: what stands still is not the scene that goes on. */
    if (f->is_up && !f->app.is_following && f->scene == travel_live(f->travel))
        pause_here(f);
}
