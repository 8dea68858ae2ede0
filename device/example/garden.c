/* A garden logger: it measures soil and air, remembers the last readings, reports every evening and
 * raises alarms. Keys: 'a' raises an alarm, '?' asks for the status.
 *
 * It has two habits that fill small heaps. An alarm's text is never released, and the report wants
 * one large piece of a heap that is full of small ones.
 */
#include "board.h"
#include "heapterm_device.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char _heap_start[], _heap_end[];

enum { HOURS = 12, REMEMBERED = 30, PROBES = 16, LINE = 32, HOUR_MS = 10 };

struct reading {
    struct reading *older;
    char *remark; /* NULL for most */
    short soil;   /* percent */
    short air;    /* tenths of a degree */
};

struct alarm {
    struct alarm *next;
    char *text;
};

static struct reading *newest;
static struct alarm *alarms;
static unsigned day = 1, hour, alarm_count;

/* The weather: the same in every run. */
static int weather(int low, int high)
{
    static unsigned long state = 7;

    state = state * 1103515245ul + 12345ul;
    return low + (int)(state >> 16 & 0x7fff) % (high - low + 1);
}

static void alarm_raise(const char *text)
{
    struct alarm *alarm = malloc(sizeof *alarm);

    if (alarm == NULL)
        return;
    alarm->text = strdup(text);
    alarm->next = alarms;
    alarms = alarm;
    alarm_count++;
    printf("ALARM: %s\n", text);
}

/* The first mistake: the texts are forgotten. */
static void alarms_clear(void)
{
    while (alarms != NULL) {
        struct alarm *alarm = alarms;

        alarms = alarm->next;
        free(alarm);
    }
}

static void history_trim(void)
{
    struct reading **at = &newest;

    for (int i = 0; i < REMEMBERED && *at != NULL; i++)
        at = &(*at)->older;
    while (*at != NULL) {
        struct reading *oldest = *at;

        *at = oldest->older;
        free(oldest->remark);
        free(oldest);
    }
}

static void history_add(int soil, int air, const char *remark)
{
    struct reading *r = malloc(sizeof *r);

    if (r == NULL)
        return;
    *r = (struct reading){.older = newest, .soil = (short)soil, .air = (short)air};
    r->remark = remark != NULL ? strdup(remark) : NULL;
    newest = r;
    history_trim();
}

/* The mean of some probes, kept in an array that grows as they come. */
static int soil_measure(void)
{
    short *probes = NULL;
    int sum = 0;

    printf("soil.. ");
    for (int i = 0; i < PROBES; i++) {
        if (i % 8 == 0) {
            short *more = realloc(probes, (size_t)(i + 8) * sizeof *more);

            if (more == NULL)
                break;
            probes = more;
        }
        probes[i] = (short)weather(18, 60);
        sum += probes[i];
    }
    free(probes);
    printf("%d %%\n", sum / PROBES);
    return sum / PROBES;
}

/* How often which level of moisture was met, as a row of digits. */
static void levels_print(void)
{
    unsigned char *levels = calloc(10, sizeof *levels);

    if (levels == NULL)
        return;
    for (const struct reading *r = newest; r != NULL; r = r->older)
        levels[r->soil / 10]++;
    printf("levels");
    for (int i = 0; i < 10; i++)
        printf(" %d", levels[i]);
    printf("\n");
    free(levels);
}

/* The second mistake: a text that could be printed line by line is built in one piece. */
static bool report_send(void)
{
    const size_t size = HOURS * LINE;
    char *report = malloc(size);
    size_t used = 0;
    int i = 0;

    if (report == NULL) {
        printf("no room for the report of day %u: %u bytes\n", day, (unsigned)size);
        return false;
    }
    for (const struct reading *r = newest; r != NULL && i < HOURS; r = r->older, i++)
        used += (size_t)snprintf(report + used, size - used, "%d%% %d.%d%s ", r->soil, r->air / 10,
                                 r->air % 10, r->remark != NULL ? "!" : "");
    printf("day %u: %s\n", day, report);
    free(report);
    return true;
}

static void hour_pass(void)
{
    static const char *const remarks[] = {"dry", "watered by hand", "wind from the north-west",
                                          "rain"};
    int soil = soil_measure();
    int air = weather(80, 310);
    char text[48];

    history_add(soil, air, weather(0, 2) == 0 ? remarks[weather(0, 3)] : NULL);
    if (air > 280) {
        snprintf(text, sizeof text, "%d.%d degrees at %u o'clock", air / 10, air % 10, 8 + hour);
        alarm_raise(text);
    }
    if (soil < 35)
        alarm_raise("soil is dry");
}

static void keys_answer(void)
{
    char key = board_key();

    if (key == 'a')
        alarm_raise("raised by hand");
    else if (key == '?')
        printf("day %u, %u o'clock, %u alarms so far\ngarden> ", day, 8 + hour, alarm_count);
}

int main(void)
{
    hpt_device_region(_heap_start, _heap_end);
    setvbuf(stdout, NULL, _IONBF, 0);
    printf("garden logger 1.0, keys: a = alarm, ? = status\ngarden> ");
    do {
        for (hour = 0; hour < HOURS; hour++) {
            hour_pass();
            keys_answer();
            board_wait_ms(HOUR_MS);
        }
        levels_print();
        alarms_clear();
        day += 1;
    } while (report_send());
    printf("garden logger stops\n");
}
