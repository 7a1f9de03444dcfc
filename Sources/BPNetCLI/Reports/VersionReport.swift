import BPNet
import CommandSupport

/// What `bpnet --version` prints.
func versionText(asJSON: Bool) throws(BPNetError) -> String {
  let selected = try KernelSet.selected().name
  guard asJSON else { return "bpnet \(libraryVersion) (\(selected))" }
  let value: JSONValue = [
    "version": .string(libraryVersion), "isa": .string(selected),
    "supported": .array(KernelSet.supportedNames.map(JSONValue.string)),
  ]
  return value.description
}
