@unsafe @preconcurrency internal import CGSL

/// A status code of the GNU Scientific Library, with its own sentence.
package struct GSLError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One of GSL's `GSL_E…` codes.
  package let code: Int32

  /// GSL's sentence for the code.
  package var description: String { unsafe String(cString: gsl_strerror(code)) }

  /// Throws unless a GSL function reported success.
  static func check(_ code: Int32) throws(GSLError) {
    if code != 0 { throw GSLError(code: code) }
  }
}

/// The library's setup.
package enum GSL {
  /// GSL's default handler aborts the process; this turns it off, once, so that every failure comes
  /// back as a code or a NaN.
  ///
  /// Touch it before any call that can fail.
  package static let ready: Void = { unsafe _ = gsl_set_error_handler_off() }()

  /// "2.7.1": the library that was found at compile time.
  package static let version = GSL_VERSION
}
