/// Checks of CKernels: every kernel set that this processor supports against plain scalar references
/// and against each other, with guarded memory around every argument.
#ifndef CKERNELSCHECKS_H
#define CKERNELSCHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif

/// The number of checks.
int bpk_check_count(void);

/// The name of check `index` (below `bpk_check_count()`).
const char *bpk_check_name(int index);

/// Runs check `index` with random numbers from `seed`, and returns whether it passed. If it did not,
/// `message` (of `message_size` bytes, at least 1) takes what was found first; else it is empty.
bool bpk_check_run(int index, uint64_t seed, char *message, size_t message_size);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#endif
