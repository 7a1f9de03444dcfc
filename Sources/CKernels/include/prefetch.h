/// A hint to the processor that Swift has no words for.
#ifndef CKERNELS_PREFETCH_H
#define CKERNELS_PREFETCH_H

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif

/// Asks for the cache line at `address` to be read ahead; any address will do, and nothing changes but time.
static inline void bpk_prefetch(const void *address)
{
    __builtin_prefetch(address);
}

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#endif
