#include "prefetch.h"

void bpk_scratch_prepare(void *scratch) {
  *(bpk_prefetch_queue *)scratch = (bpk_prefetch_queue){.row = NULL};
}

void bpk_prefetch_rows(void *scratch, const int32_t *rows, size_t count, const void *base, size_t stride,
                       size_t bytes) {
  *(bpk_prefetch_queue *)scratch = (bpk_prefetch_queue){
      .row = rows, .end = rows + (bytes > 0 ? count : 0),
      .base = base, .stride = stride,
      .lines = (bytes + 63) / 64,
  };
}
