/* A heap as the device printed it, compared with the map and taken into it. */
#ifndef TRACKER_ADOPT_H
#define TRACKER_ADOPT_H

#include "trace/printout.h"
#include "tracker/model.h"

/* The heap that a print is about: the one that begins where it does, else one whose bounds were not
 * printed yet and that lies inside; else heaps.count. */
size_t adopt_find(const struct model *m, const struct heap_print *print);

/* Is the map of heap `heap` what the print says? If not, *differs is the first address that is not.
 */
bool adopt_agrees(const struct model *m, size_t heap, const struct heap_print *print,
                  uint64_t *differs);

/* Makes the print the truth. What is known of blocks that stand as before is kept. `heap` is from
 * adopt_find; a new heap is made when it is heaps.count. HPT_ERR_ARGUMENT: too many heaps. */
enum hpt_status adopt_print(struct model *m, size_t heap,
                            const struct heap_print *print) HPT_MUST_CHECK;

/* Heaps with inferred bounds cannot be where the device prints all its heaps: they go. */
void adopt_drop_inferred(struct model *m);

/* Bounds without blocks: a heap with inferred bounds gets them, or a new one is made. */
enum hpt_status adopt_bounds(struct model *m, uint64_t start, uint64_t end, enum hpt_bounds bounds,
                             bool grows) HPT_MUST_CHECK;

#endif
