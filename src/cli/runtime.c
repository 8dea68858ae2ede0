#include "cli/runtime.h"

#include "base/str.h"

/* What a runtime prints by itself, and what makes it print its heap. */
struct runtime_kind {
    const char *says; /* in a line */
    const char *name;
    const char *advice;
};

#define MBED_ADVICE                                                                                \
    "set \"platform.memory-tracing-enabled\": true in mbed_app.json and call "                     \
    "mbed_mem_trace_set_callback(mbed_mem_trace_default_callback)"
#define CODAL_ADVICE "set \"CODAL_DEBUG\": 2 and \"DMESG_SERIAL_DEBUG\": 1 in codal.json"
#define OWN_ADVICE "let the firmware print one with heapterm_device.h (docs/device.md)"
#define PYTHON_ADVICE                                                                              \
    "its heap is garbage-collected, and heapterm reads traces of malloc and free in C and C++ "    \
    "firmware"

/* Mbed OS: platform/source/mbed_error.c and mbed_fault_handler.c. CODAL:
 * source/core/codal_default_target_hal.cpp. Zephyr: kernel/banner.c. ESP-IDF: the ROM's first
 * lines. NuttX: apps/nshlib. RIOT: core/lib/init.c. */
static const struct runtime_kind kinds[] = {
    {"++ MbedOS ", "Mbed OS", MBED_ADVICE},
    {"*** CODAL PANIC", "CODAL", CODAL_ADVICE},
    {"*** Booting Zephyr", "Zephyr", OWN_ADVICE},
    {"ESP-ROM:", "ESP-IDF", OWN_ADVICE},
    {"rst:0x", "ESP-IDF", OWN_ADVICE},
    {"NuttShell (NSH)", "NuttX", OWN_ADVICE},
    {"This is RIOT!", "RIOT", OWN_ADVICE},
    {"MicroPython v", "MicroPython", PYTHON_ADVICE},
    {"CircuitPython ", "CircuitPython", PYTHON_ADVICE},
};

static void end_line(struct runtime *r)
{
    r->line[r->used] = '\0';
    for (size_t i = 0; i < COUNT(kinds) && r->kind == NULL; i++)
        if (strstr(r->line, kinds[i].says) != NULL)
            r->kind = &kinds[i];
    r->used = 0;
}

static bool is_strange(unsigned char c)
{
    return (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != 0x1b) || c >= 0x7f;
}

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct runtime *r = self;

    (void)time_us;
    r->bytes += bytes.len;
    for (size_t i = 0; i < bytes.len && r->kind == NULL && !r->has_trace; i++) {
        char c = bytes.at[i];
        r->strange += is_strange((unsigned char)c);
        if (c == '\n' || c == '\r')
            end_line(r);
        else if (r->used + 1 < RUNTIME_LINE && c != '\0')
            r->line[r->used++] = c;
    }
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    (void)event;
    (void)state;
    ((struct runtime *)self)->has_trace = true;
}

enum hpt_status runtime_listen(struct runtime *r, struct hpt_tracker *tracker)
{
    return hpt_observe(tracker,
                       &(struct hpt_observer){.self = r, .text = on_text, .event = on_event});
}

enum hpt_status fault_no_trace(struct fault *f, const struct runtime *r, const char *input)
{
    if (r->kind != NULL)
        return fault_input(f, "no heap trace found in %s; this looks like %s: %s", input,
                           r->kind->name, r->kind->advice);
    if (r->strange > r->bytes / 4)
        return fault_input(f,
                           "no heap trace found in %s, and much of it is no text; is the baud rate "
                           "right? (micro:bit and CODAL 115200, Mbed OS 9600 unless set)",
                           input);
    return fault_input(f,
                       "no heap trace found in %s; is heap debugging enabled? micro:bit DAL: set "
                       "\"debug\": 1 and \"heap_debug\": 1 under \"microbit-dal\" in config.json; "
                       "CODAL: " CODAL_ADVICE "; Mbed OS: " MBED_ADVICE
                       "; other firmware: " OWN_ADVICE,
                       input);
}
