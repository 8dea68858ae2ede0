#include "base/json.h"
#include "base/str.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "io/ports.h"

#include <stdio.h>

/* What a device says of itself may hold anything: on the screen it must not act. */
static void shown(struct hpt_out *o, const char *text, size_t width)
{
    size_t columns = 0;

    for (; *text != '\0'; text++, columns++)
        out_char(o, (unsigned char)*text < ' ' || (unsigned char)*text >= 0x7f ? '?' : *text);
    for (; columns < width; columns++)
        out_char(o, ' ');
}

static const char *title_of(const struct port_info *p)
{
    return p->board != NULL ? p->board : p->product[0] != '\0' ? p->product : "serial port";
}

static size_t longer(size_t width, const char *text)
{
    size_t length = strlen(text);

    return length > width ? length : width;
}

static void label(struct hpt_out *o, const char *name, const char *value)
{
    if (*value == '\0')
        return;
    out_format(o, "    %-8s", name);
    shown(o, value, 0);
    out_char(o, '\n');
}

static void write_text(struct hpt_out *o, const struct ports *ports)
{
    size_t path_width = 0, title_width = 0;

    for (size_t i = 0; i < ports->count; i++) {
        path_width = longer(path_width, ports->list[i].path);
        title_width = longer(title_width, title_of(&ports->list[i]));
    }
    for (const struct port_info *p = ports->list; p < ports->list + ports->count; p++) {
        shown(o, p->path, path_width + 2);
        shown(o, title_of(p), p->is_usb ? title_width + 2 : 0);
        if (p->is_usb)
            out_format(o, "%04x:%04x", p->vid, p->pid);
        out_char(o, '\n');
        label(o, "serial", p->serial);
        label(o, "by-id", p->by_id);
        label(o, "driver", p->driver);
    }
}

/* What is not known is null. */
static void member(struct hpt_out *o, const char *key, const char *value)
{
    json_text(o, key, value != NULL && *value != '\0' ? value : NULL);
}

static void write_json(struct hpt_out *o, const struct ports *ports)
{
    const char *comma = "\n  ";

    out_text(o, "{\"heapterm\": \"ports\", \"version\": 1,\n \"ports\": [");
    for (const struct port_info *p = ports->list; p < ports->list + ports->count; p++) {
        char vid[8] = "", pid[8] = "";
        if (p->is_usb) {
            (void)snprintf(vid, sizeof vid, "%04x", p->vid & 0xffff);
            (void)snprintf(pid, sizeof pid, "%04x", p->pid & 0xffff);
        }
        const struct {
            const char *key, *value;
        } members[] = {{"path", p->path},
                       {"board", p->board},
                       {"product", p->product},
                       {"manufacturer", p->manufacturer},
                       {"vid", vid},
                       {"pid", pid},
                       {"serial", p->serial},
                       {"driver", p->driver},
                       {"by_id", p->by_id},
                       {"usb_place", p->place}};
        out_text(o, comma);
        comma = ",\n  ";
        for (size_t i = 0; i < COUNT(members); i++) {
            out_text(o, i == 0 ? "{" : ", ");
            member(o, members[i].key, members[i].value);
        }
        out_char(o, '}');
    }
    out_text(o, "]}\n");
}

static enum hpt_status tell(const struct settings *s, struct hpt_out *o, struct fault *f)
{
    struct ports ports;

    (void)f; /* without ports the list is empty */
    ports_read(&ports);
    if (s->json)
        write_json(o, &ports);
    else
        write_text(o, &ports);
    if (ports.count == 0)
        notice_print("no serial port is attached; a board needs a cable that carries data");
    ports_release(&ports);
    return HPT_OK;
}

static int run(const struct settings *s, struct fault *f)
{
    return answer(s, tell, f);
}

const struct command cmd_ports = {
    .name = "ports",
    .operands = "",
    .about = "the serial ports and the boards behind them",
    .detail = "Lists every serial port with the board or product behind it, its USB VID:PID and "
              "serial number, its name under /dev/serial/by-id, which stays the same wherever the "
              "board is plugged in, and its driver. No port is opened, so no board is reset.",
    .bit = FOR_PORTS,
    .least_operands = 0,
    .most_operands = 0,
    .run = run,
};
