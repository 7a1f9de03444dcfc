// The processors that threads may run on.
#define _GNU_SOURCE
#ifdef __linux__
#include <sched.h>
#endif
#include <unistd.h>

#include "CKernels.h"

size_t bpk_available_processors(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return (size_t)CPU_COUNT(&set);
#endif
  const long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (size_t)count : 1;
}

size_t bpk_first_level_cache_bytes(void) {
#ifdef _SC_LEVEL1_DCACHE_SIZE
  const long bytes = sysconf(_SC_LEVEL1_DCACHE_SIZE);
  if (bytes > 0) return (size_t)bytes;
#endif
  return BPK_ASSUMED_FIRST_LEVEL_CACHE;
}

size_t bpk_second_level_cache_bytes(void) {
#ifdef _SC_LEVEL2_CACHE_SIZE
  const long bytes = sysconf(_SC_LEVEL2_CACHE_SIZE);
  if (bytes > 0) return (size_t)bytes;
#endif
  return BPK_ASSUMED_SECOND_LEVEL_CACHE;
}
