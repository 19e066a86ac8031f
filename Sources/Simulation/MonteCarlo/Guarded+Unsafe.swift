#if SANITIZED
  #if canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #else
    internal import Darwin
  #endif

  // Why this file is sound: the two pointers are allocated once, belong to this value alone, which
  // cannot be copied, and are freed with it; the value behind them is touched under the lock only.

  /// A value and the lock that it is read and changed under, as `Mutex` has them.
  ///
  /// The thread sanitizer does not see Synchronization's locks, and would take all that they guard
  /// for a race; it sees those of the system. `make sanitize` builds with this one.
  package struct Guarded<Value>: ~Copyable, @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    package init(_ value: Value) {
      unsafe self.lock = .allocate(capacity: 1)
      unsafe self.value = .allocate(capacity: 1)
      unsafe self.value.initialize(to: value)
      let failure = unsafe pthread_mutex_init(self.lock, nil)
      precondition(failure == 0, "a lock can be made")
    }

    deinit {
      unsafe pthread_mutex_destroy(lock)
      unsafe value.deinitialize(count: 1)
      unsafe value.deallocate()
      unsafe lock.deallocate()
    }

    package borrowing func withLock<Result: ~Copyable, Failure: Error>(
      _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
      unsafe pthread_mutex_lock(lock)
      defer { unsafe pthread_mutex_unlock(lock) }
      return try unsafe body(&value.pointee)
    }
  }
#else
  package import Synchronization

  /// A value and the lock that it is read and changed under.
  ///
  /// One name for all locks, since the thread sanitizer needs others.
  package typealias Guarded = Mutex
#endif
