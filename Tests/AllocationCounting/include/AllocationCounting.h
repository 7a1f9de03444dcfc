/// Counts the allocations of a thread: for tests that code allocates nothing.
#ifndef ALLOCATION_COUNTING_H
#define ALLOCATION_COUNTING_H

#include <stdbool.h>
#include <stddef.h>

/// Whether allocations can be counted here: with glibc, unless a sanitizer has its own allocator.
bool allocation_count_is_available(void);

/// Starts counting the calling thread's calls of malloc, calloc, realloc and their like, from 0.
void allocation_count_begin(void);

/// Stops counting, and returns the calls since `allocation_count_begin` in this thread.
size_t allocation_count_end(void);

/// The bytes that the calls of the last count asked for in this thread, freed since or not.
size_t allocation_count_bytes(void);

#endif
