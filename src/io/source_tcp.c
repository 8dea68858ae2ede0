/* tcp://HOST:PORT: the bytes as they are. */
#include "io/connection.h"

static const struct connection_kind tcp = {
    .size = sizeof(struct connection),
    .scheme = "tcp",
    .up = connection_release,
    .take = connection_data,
    .give = connection_send,
};

struct source *source_tcp_open(uv_loop_t *loop, const char *address,
                               const struct source_options *options,
                               const struct source_client *client, struct fault *f)
{
    struct connection *c = connection_open(loop, &tcp, address, options, client, f);

    return c != NULL ? &c->base : NULL;
}
