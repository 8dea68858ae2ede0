#include "report/spark.h"

enum { LEVELS = 8 };

static uint64_t value_of(const struct hpt_curve *c, size_t from, size_t to, bool least)
{
    uint64_t value = least ? c->points[from].least : c->points[from].most;

    for (size_t i = from; i < to; i++) {
        if (least && c->points[i].least < value)
            value = c->points[i].least;
        if (!least && c->points[i].most > value)
            value = c->points[i].most;
    }
    return value;
}

static uint64_t greatest_of(const struct hpt_curve *c)
{
    uint64_t greatest = 0;

    for (size_t i = 0; i < c->count; i++)
        if (c->points[i].most > greatest)
            greatest = c->points[i].most;
    return greatest;
}

void write_spark(struct hpt_out *out, const struct hpt_curve *c, size_t width, bool least)
{
    static const char *const bars[LEVELS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double greatest = (double)greatest_of(c);
    size_t columns = c->count < width ? c->count : width;

    for (size_t i = 0; i < columns; i++) {
        size_t from = i * c->count / columns, to = (i + 1) * c->count / columns;
        double value = (double)value_of(c, from, to, least);
        int level = greatest > 0 ? (int)(value / greatest * LEVELS) : 0;
        out_text(out, bars[level < LEVELS ? level : LEVELS - 1]);
    }
}
