import CKernels

/// The processors that this process may use: those that it is bound to, where it is bound to some.
package var availableProcessorCount: Int { bpk_available_processors() }

/// Tells the processor that this thread looks for a change again and again.
@inline(__always)
func spinHint() {
  bpk_spin_hint()
}
