#include "cli/maps.h"

#include "base/out.h"
#include "cli/map.h"
#include "cli/naming.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct maps;

/* One input. While its work is under way it belongs to a thread of the pool, but for `kept`. */
struct job {
    struct maps *all;
    struct kept kept;
    struct map map;
    struct settings settings; /* as if this were the only input */
    struct fault fault;
    uv_work_t work;
    uint64_t size; /* of a file; 0: not known */
    bool is_done;
};

struct maps {
    const struct settings *settings;
    uv_loop_t loop;
    struct signals signals;
    struct output output;
    struct naming naming; /* of all inputs */
    uv_timer_t tick;
    struct progress progress;
    char name[32]; /* for the progress */
    struct job *jobs;
    size_t count;
    size_t started;
    size_t running;
    size_t written; /* the jobs before this one are over and freed */
    size_t threads;
    bool has_title;
    bool stops; /* nothing new is begun */
    int signal; /* that ends us; 0: none */
    int code;
};

static void work(uv_work_t *request)
{
    struct job *j = request->data;

    if (map_open(&j->map, &j->settings, &j->kept, &j->fault) == HPT_OK)
        session_run(&j->map.instant.session);
}

static void on_worked(uv_work_t *request, int status);

/* What is done early waits for its turn; so that it does not become much, few get far ahead. */
static void start_some(struct maps *m)
{
    while (!m->stops && m->started < m->count && m->running < m->threads &&
           m->started < m->written + 2 * m->threads) {
        struct job *j = &m->jobs[m->started++];
        j->work.data = j;
        m->running++;
        (void)uv_queue_work(&m->loop, &j->work, work, on_worked); /* cannot fail */
    }
}

static void write_title(struct hpt_out *o, const char *name, bool is_first)
{
    if (!is_first)
        out_char(o, '\n');
    for (; *name != '\0'; name++)
        out_char(o, (unsigned char)*name < ' ' || *name == 0x7f ? '?' : *name);
    out_text(o, ":\n");
}

static void write_answer(struct maps *m, struct job *j)
{
    struct queue answer = session_answer(&j->map.instant.session);
    struct hpt_out *o = &m->output.out;

    if (answer.count > 0 && !m->settings->json)
        write_title(o, input_name(&j->settings), !m->has_title);
    m->has_title = m->has_title || answer.count > 0;
    if (answer.count > 0)
        out_str(o, (struct hpt_str){queue_front(&answer), answer.count});
    queue_release(&answer);
    output_flush(&m->output);
    session_say_what_is_missing(&j->map.instant.session);
}

/* There is somebody to write for. */
static bool goes_on(const struct maps *m)
{
    return m->signal == 0 && m->output.error == 0;
}

static void finish(struct maps *m, struct job *j)
{
    progress_clear(&m->progress, m->stops);
    if (!j->is_done)
        (void)fault_input(&j->fault, "interrupted before %s was read; give it alone",
                          input_name(&j->settings));
    else if (goes_on(m))
        write_answer(m, j);
    if (goes_on(m) && j->fault.status != HPT_OK)
        fault_print(&j->fault);
    int code = j->is_done ? instant_close(&j->map.instant) : j->fault.exit_code;
    if (m->code == 0)
        m->code = code;
}

/* A session hears signals itself, on its own loop, but not before it has opened it. */
static void stop(struct maps *m)
{
    m->stops = true;
    for (size_t i = 0; i < m->started; i++)
        atomic_store(&m->jobs[i].kept.is_unwanted, true);
}

static void on_worked(uv_work_t *request, int status)
{
    struct job *j = request->data;
    struct maps *m = j->all;

    (void)status;
    j->is_done = true;
    m->running--;
    start_some(m);
    while (m->written < m->started && m->jobs[m->written].is_done)
        finish(m, &m->jobs[m->written++]);
    if (m->output.error != 0 && !m->stops) {
        stop(m); /* nobody gets the answers any more */
        (void)kill(getpid(), SIGINT);
    }
    start_some(m);
    if (m->running == 0)
        uv_stop(&m->loop);
}

static void on_signal(void *self, int number)
{
    struct maps *m = self;

    if (number == SIGTSTP) {
        progress_clear(&m->progress, false);
        (void)signals_stop();
    } else if (number != SIGCONT) {
        stop(m);
        if (number != SIGINT)
            m->signal = number;
    }
}

static void on_tick(uv_timer_t *timer)
{
    struct maps *m = timer->data;
    struct progress_figures sum = {0};
    bool has_end = true;

    for (size_t i = 0; i < m->count; i++) {
        struct job *j = &m->jobs[i];
        has_end = has_end && j->size > 0;
        sum.whole += j->size;
        sum.taken += j->is_done ? j->size : atomic_load(&j->kept.taken);
        sum.bytes += atomic_load(&j->kept.bytes);
    }
    if (!has_end)
        sum.whole = 0;
    if (!m->stops)
        progress_show(&m->progress, &sum);
}

static enum hpt_status open_jobs(struct maps *m, struct fault *f)
{
    struct settings common = *m->settings;
    struct stat st;

    if (naming_open(&m->naming, &common, f) != HPT_OK)
        return f->status;
    common.naming = &m->naming;
    common.operand_count = 1;
    m->jobs = calloc(m->count, sizeof *m->jobs);
    if (m->jobs == NULL)
        return fault_memory(f);
    for (size_t i = 0; i < m->count; i++, common.operands++) {
        m->jobs[i].all = m;
        m->jobs[i].settings = common;
        if (stat(*common.operands, &st) == 0 && S_ISREG(st.st_mode))
            m->jobs[i].size = (uint64_t)st.st_size;
    }
    return HPT_OK;
}

/* A session that looks up a host waits in one thread of the pool for another. */
static void open_pool(const struct maps *m)
{
    char size[16];

    (void)snprintf(size, sizeof size, "%u", (unsigned)(2 * m->threads));
    (void)uv_os_setenv("UV_THREADPOOL_SIZE", size);
}

static void open_loop(struct maps *m)
{
    m->signals.self = m;
    m->signals.heard = on_signal;
    signals_open(&m->signals, &m->loop);
    output_open(&m->output, STDOUT_FILENO);
    (void)uv_timer_init(&m->loop, &m->tick);
    m->tick.data = m;
    if (!progress_is_wanted(true))
        return;
    (void)snprintf(m->name, sizeof m->name, "%llu inputs", (unsigned long long)m->count);
    progress_start(&m->progress, m->name);
    (void)uv_timer_start(&m->tick, on_tick, PROGRESS_FIRST_MS, PROGRESS_EVERY_MS);
}

static void close_loop(struct maps *m)
{
    progress_clear(&m->progress, m->stops);
    signals_close(&m->signals);
    uv_close((uv_handle_t *)&m->tick, NULL);
    output_close(&m->output);
    (void)uv_run(&m->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&m->loop);
}

static size_t cores(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count > 1 ? (size_t)count : 1;
}

/* To the end, or until nothing that was started runs any more. */
static void run_all(struct maps *m)
{
    open_pool(m);
    open_loop(m);
    start_some(m);
    (void)uv_run(&m->loop, UV_RUN_DEFAULT);
    while (m->written < m->count)
        finish(m, &m->jobs[m->written++]);
    close_loop(m);
}

int maps(const struct settings *settings, struct fault *f)
{
    struct maps m = {.settings = settings, .count = settings->operand_count, .threads = cores()};

    if (uv_loop_init(&m.loop) != 0)
        (void)fault_memory(f);
    else if (open_jobs(&m, f) == HPT_OK)
        run_all(&m);
    else
        (void)uv_loop_close(&m.loop);
    free(m.jobs);
    naming_close(&m.naming);
    if (m.signal != 0)
        return 128 + m.signal;
    if (f->status != HPT_OK || output_fault(&m.output, f) != HPT_OK)
        return f->exit_code;
    return m.output.error == EPIPE ? 128 + SIGPIPE : m.code;
}
