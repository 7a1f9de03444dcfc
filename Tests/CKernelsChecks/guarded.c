// Memory between inaccessible pages.
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"

guarded guarded_make(size_t bytes, bool at_end, size_t offset) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  const size_t size = (bytes + offset + page) / page * page;
  unsigned char *mapping =
      mmap(NULL, size + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) abort();
  if (mprotect(mapping, page, PROT_NONE) != 0 || mprotect(mapping + page + size, page, PROT_NONE) != 0) {
    abort();
  }
  guarded memory = {mapping + page, size, mapping + page + (at_end ? size - bytes : offset), bytes};
  memset(memory.pages, 0xFF, size);
  return memory;
}

void guarded_free(guarded memory) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  munmap(memory.pages - page, memory.size + 2 * page);
}
