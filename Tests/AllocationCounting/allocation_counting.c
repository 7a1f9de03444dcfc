#include "AllocationCounting.h"

#include <errno.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

static _Thread_local bool is_counting;
static _Thread_local size_t allocations;
static _Thread_local size_t bytes;

void allocation_count_begin(void) {
  allocations = 0;
  bytes = 0;
  is_counting = true;
}

size_t allocation_count_end(void) {
  is_counting = false;
  return allocations;
}

size_t allocation_count_bytes(void) { return bytes; }

#if defined(__GLIBC__) && !defined(HAS_SANITIZER)

bool allocation_count_is_available(void) { return true; }

// An executable's definitions take the place of the C library's for all libraries of the process. The
// library's own remain under these names; its `free` takes what they return.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static void note_allocation(size_t size) {
  if (!is_counting) return;
  allocations++;
  bytes += size;
}

void *malloc(size_t size) {
  note_allocation(size);
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  note_allocation(count * size);
  return __libc_calloc(count, size);
}

void *realloc(void *pointer, size_t size) {
  note_allocation(size);
  return __libc_realloc(pointer, size);
}

void *memalign(size_t alignment, size_t size) {
  note_allocation(size);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note_allocation(size);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **pointer, size_t alignment, size_t size) {
  note_allocation(size);
  void *result = __libc_memalign(alignment, size);
  if (!result) return ENOMEM;
  *pointer = result;
  return 0;
}

#else

bool allocation_count_is_available(void) { return false; }

#endif
