#include "io/framing.h"

#include <string.h>

bool framing_parse(const char *text, struct framing *framing)
{
    static const char parities[] = "NEOMSneoms";

    if (strlen(text) != 3 || text[0] < '5' || text[0] > '8' || text[2] < '1' || text[2] > '2')
        return false;
    const char *parity = strchr(parities, text[1]);
    if (parity == NULL)
        return false;
    *framing = (struct framing){.data_bits = (unsigned)(text[0] - '0'),
                                .parity = parities[(parity - parities) % 5],
                                .stop_bits = (unsigned)(text[2] - '0')};
    return true;
}

const char *flow_name(enum flow_control flow)
{
    static const char *const names[] = {
        [FLOW_NONE] = "none", [FLOW_RTSCTS] = "rtscts", [FLOW_XONXOFF] = "xonxoff"};

    return names[flow];
}
