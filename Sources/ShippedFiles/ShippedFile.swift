internal import CShippedFiles

/// The bytes of a file that is part of the program.
func shippedFile(_ name: String) -> [UInt8] {
  for index in 0..<shipped_file_count() {
    let file = unsafe shipped_file_at(index)
    if unsafe String(cString: file.name) == name {
      return unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }
  }
  preconditionFailure("\(name) is not in shipped_files.c")
}
