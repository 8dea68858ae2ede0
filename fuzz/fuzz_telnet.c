/* However the bytes of a telnet server are cut, the same comes out: the same data, the same words
 * to the server. What is answered is bounded, whatever it says; nothing but data is longer than it
 * was. */
#include "fuzz.h"
#include "io/telnet.h"

struct tally {
    uint64_t data_bytes, data_sum;
    uint64_t sent_bytes, sent_sum;
    uint64_t told, told_sum;
};

static uint64_t add(uint64_t sum, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        sum = (sum ^ at[i]) * 0x100000001B3u;
    return sum;
}

static void on_data(void *self, const char *bytes, size_t size)
{
    struct tally *t = self;

    must(size > 0, "data without bytes");
    t->data_bytes += size;
    t->data_sum = add(t->data_sum, bytes, size);
}

static void on_send(void *self, const char *bytes, size_t size)
{
    struct tally *t = self;

    t->sent_bytes += size;
    t->sent_sum = add(t->sent_sum, bytes, size);
}

static void on_option(void *self, uint8_t option, bool ours, bool on)
{
    struct tally *t = self;
    const uint8_t said[] = {option, ours, on};

    t->told++;
    t->told_sum = add(t->told_sum, said, sizeof said);
}

static void on_sub(void *self, uint8_t option, const uint8_t *bytes, size_t size)
{
    struct tally *t = self;

    must(size <= TELNET_SUB, "a subnegotiation is too long");
    t->told++;
    t->told_sum = add(add(t->told_sum, &option, 1), bytes, size);
}

static struct tally run(const char *bytes, size_t size, uint32_t seed)
{
    struct tally t = {0};
    struct telnet telnet;

    telnet_init(&telnet, &(struct telnet_hooks){&t, on_data, on_send, on_option, on_sub});
    telnet_ask(&telnet);
    uint64_t asked = t.sent_bytes;
    for (size_t at = 0; at < size;) {
        size_t piece = seed == 0 ? size : next_piece(&seed, size - at);
        telnet_receive(&telnet, bytes + at, piece);
        at += piece;
    }
    must(t.data_bytes <= size, "there is more data than came");
    must(t.sent_bytes <= asked + 3 * TELNET_ANSWERS, "too much is answered");
    return t;
}

/* What is sent, taken by the machine of the other side, is what was meant. */
static void there_and_back(const char *bytes, size_t size)
{
    struct tally said = {0}, heard = {0}, nothing = {0};
    struct telnet ours, theirs;

    telnet_init(&theirs, &(struct telnet_hooks){&heard, on_data, on_send, on_option, on_sub});
    telnet_init(&ours, &(struct telnet_hooks){&said, on_data, on_send, on_option, on_sub});
    char *wire = malloc(2 * size + 1);
    must(wire != NULL, "no memory");
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        wire[used++] = bytes[i];
        if ((uint8_t)bytes[i] == 0xff)
            wire[used++] = (char)0xff;
        if (bytes[i] == '\r')
            wire[used++] = '\0';
    }
    telnet_send(&ours, bytes, size);
    must(said.sent_bytes == used && said.sent_sum == add(0, wire, used), "it is escaped wrongly");
    telnet_receive(&theirs, wire, used);
    free(wire);
    must(heard.data_bytes == size && heard.data_sum == add(0, bytes, size), "a byte got lost");
    must(heard.told == nothing.told && heard.sent_bytes == 0, "data was taken for a command");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const char *bytes = (const char *)data + 1;
    struct tally whole = run(bytes, size - 1, 0);
    struct tally cut = run(bytes, size - 1, 1u + data[0]);

    must(whole.data_bytes == cut.data_bytes && whole.data_sum == cut.data_sum,
         "the data depends on the pieces");
    must(whole.sent_bytes == cut.sent_bytes && whole.sent_sum == cut.sent_sum,
         "the answers depend on the pieces");
    must(whole.told == cut.told && whole.told_sum == cut.told_sum,
         "what is told depends on the pieces");
    there_and_back(bytes, size - 1);
    return 0;
}
