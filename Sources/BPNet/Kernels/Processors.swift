import CKernels

/// The number of processors that this process may use, its affinity mask considered.
package var availableProcessorCount: Int { bpk_available_processors() }

/// The bytes of a processor's first-level cache for data; an assumption where the system does not say.
///
/// Speed may depend on it, results may not.
let firstLevelCacheByteCount = bpk_first_level_cache_bytes()

/// The bytes of a processor's second-level cache; an assumption where the system does not say.
///
/// Speed may depend on it, results may not.
let secondLevelCacheByteCount = bpk_second_level_cache_bytes()

/// Tells the processor that this thread is in a spin loop.
@inline(__always)
func spinHint() {
  bpk_spin_hint()
}
