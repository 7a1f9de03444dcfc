import BPNet

/// What `bpnet-bench --version` prints.
func versionText(asJSON: Bool) throws(BPNetError) -> String {
  let selected = try KernelSet.selected().name
  guard asJSON else { return "bpnet-bench \(libraryVersion) (\(selected))" }
  let value: JSONValue = [
    "version": .string(libraryVersion), "isa": .string(selected),
    "supported": .array(KernelSet.supportedNames.map(JSONValue.string)),
  ]
  return value.description
}
