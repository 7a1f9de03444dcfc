import CKernels

/// The number of processors that this process may use, its affinity mask considered.
package var availableProcessorCount: Int { bpk_available_processors() }

/// Tells the processor that this thread is in a spin loop.
@inline(__always)
func spinHint() {
  bpk_spin_hint()
}
