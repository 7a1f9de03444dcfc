internal import SystemLibrary

/// Lets all threads allocate from one part of the address space if that is limited.
///
/// glibc reserves 64 MB of it for each thread that allocates, which a limit counts as if they were in use.
func saveAddressSpace() {
  #if canImport(Glibc)
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < UInt64(Int.max),
      let function = dlsym(nil, "mallopt")
    else { return }
    typealias Function = @convention(c) (Int32, Int32) -> Int32
    // M_ARENA_MAX of malloc.h, which the module of the system's library does not have.
    _ = unsafeBitCast(function, to: Function.self)(-8, 1)
  #endif
}
