#include "trace/dialect.h"

const struct dialect *const dialects[] = {
    &dialect_codal,
    &dialect_microbit_old,
    &dialect_microbit,
    &dialect_mbed,
};
const size_t dialect_count = COUNT(dialects);

const struct hpt_named *hpt_dialects(void)
{
    static struct hpt_named names[COUNT(dialects) + 1];

    for (size_t i = 0; i < COUNT(dialects); i++)
        names[i] = (struct hpt_named){dialects[i]->name, dialects[i]->about};
    return names;
}
