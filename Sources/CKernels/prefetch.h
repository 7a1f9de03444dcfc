// Prefetching of rows between the tiles of products.
#ifndef BPK_PREFETCH_H
#define BPK_PREFETCH_H

#include "CKernels.h"

/// The rows that are left to be prefetched, at the start of scratch. The next is line `line` of row *row,
/// which has `lines`.
typedef struct bpk_prefetch_queue {
  const int32_t *row, *end;
  const char *base;
  size_t stride;
  size_t lines, line;
} bpk_prefetch_queue;

/// The bytes of scratch that the queue takes.
enum { BPK_QUEUE_BYTES = 64 };
_Static_assert(sizeof(bpk_prefetch_queue) <= BPK_QUEUE_BYTES, "the queue fits");

/// The lines that are prefetched after a tile: a first-level cache of Intel waits for at most 10 or 12.
enum { BPK_QUEUED_LINES = 8 };

/// Prefetches the next lines of the queue, if there are any.
static inline void bpk_prefetch_next(bpk_prefetch_queue *queue) {
  if (queue->row == queue->end) return;
  const int32_t *row = queue->row;
  size_t line = queue->line;
  const char *start = queue->base + (size_t)*row * queue->stride;
  for (int i = 0; i < BPK_QUEUED_LINES; ++i) {
    bpk_prefetch_second_level(start + line * 64);
    if (++line < queue->lines) continue;
    line = 0;
    if (++row == queue->end) break;
    start = queue->base + (size_t)*row * queue->stride;
  }
  queue->row = row;
  queue->line = line;
}

/// The part of scratch that products work in.
static inline void *bpk_scratch_memory(void *scratch) { return (char *)scratch + BPK_QUEUE_BYTES; }

#endif
