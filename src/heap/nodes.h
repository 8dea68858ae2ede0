/* The levels above the leaves: nodes, and the list of them that is summed up in groups. */
#ifndef HEAP_NODES_H
#define HEAP_NODES_H

#include "heap/blocks.h"
#include "heap/lanes.h"

/* A node without leaves, or NULL without memory. */
struct node *node_take(struct blocks *b);
/* Room for one more node in the list. */
enum hpt_status nodes_reserve(struct blocks *b) HPT_MUST_CHECK;
/* Gives the leaves from `kept` on to a new node behind. */
enum hpt_status node_split(struct blocks *b, size_t node, size_t kept) HPT_MUST_CHECK;
/* Takes an emptied node out of the list. */
void node_drop(struct blocks *b, size_t node);
/* What the list knows of a node, from the node itself. */
void node_measure(struct blocks *b, size_t node);

/* Gives *to, which has no nodes, a copy of the list, the nodes and the leaves of *from. Without
 * memory a part of them: leaves_release frees it. */
enum hpt_status nodes_copy(struct blocks *to, const struct blocks *from) HPT_MUST_CHECK;
/* Bytes of the list, the nodes and the leaves. */
size_t nodes_size(const struct blocks *b);

/* The widest gap of leaf p is now `widest`: tells the levels above. */
void leaves_set_widest(struct blocks *b, struct place p, int32_t widest);

#endif
