// The system's C library under one name, whatever it is called there. No other file chooses among them.

#if canImport(Darwin)
  @_exported import Darwin
#elseif canImport(Glibc)
  @_exported import Glibc
#elseif canImport(Musl)
  @_exported import Musl
#else
  #error("a system whose C library is not known")
#endif
