/// The library's version, by semantic versioning.
public let libraryVersion = "0.1.0"
