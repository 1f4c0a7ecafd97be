import Glibc

/// Runs a command to its end and returns what it prints; fails with that when its exit code is not 0.
@discardableResult
func runCommand(_ words: [String]) throws -> String {
    let line = words.map {
        "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    guard let stream = popen(line.joined(separator: " ") + " 2>&1", "r") else {
        throw TestFailure(description: "\(words[0]) cannot be started")
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { output += buffer[..<count] }
    let text = String(decoding: output, as: UTF8.self)
    guard pclose(stream) == 0 else { throw TestFailure(description: "\(words[0]) has failed: \(text)") }
    return text
}

/// The text of a file.
func contents(of path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw TestFailure(description: "\(path) cannot be read") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

/// The paths of the files in a folder whose names end so, in order.
func files(in folder: String, ending suffix: String) throws -> [String] {
    guard let directory = opendir(folder) else { throw TestFailure(description: "\(folder) cannot be read") }
    defer { closedir(directory) }
    var paths: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name.hasSuffix(suffix) { paths.append("\(folder)/\(name)") }
    }
    return paths.sorted()
}
