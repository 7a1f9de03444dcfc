import BPNet
import CBPNet

private let versionText = CText(libraryVersion)

/// The names of all kernel sets of this processor.
private let kernelSetNames = KernelSet.supportedNames.map { (name: $0, text: CText($0)) }

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_version() -> UnsafePointer<CChar>? { versionText.start }

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_kernel_set() -> UnsafePointer<CChar>? {
  guard let selected = try? KernelSet.selected() else { return nil }
  return kernelSetNames.first { $0.name == selected.name }?.text.start
}
