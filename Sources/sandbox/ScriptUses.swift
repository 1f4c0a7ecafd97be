import Conversation
import Glibc

/// How often the rules of a script have been used, counted over all copies of the sandbox: a file for each rule with a
/// limit, with a byte for each use.
struct ScriptUses: Sendable {
    let folder: Folder

    /// Takes one of a rule's uses. False: all of them have been taken.
    func take(_ index: Int, of script: Script, times: Int) throws(FileError) -> Bool {
        let file = try open(index, of: script)
        let used = try file.size()
        guard used < times else { return false }
        try file.write([UInt8(ascii: ".")], at: used)
        return true
    }

    /// Forgets all uses of a script's rules.
    func reset(_ script: Script) throws(FileError) {
        for (index, rule) in script.rules.enumerated() where rule.times != nil {
            try open(index, of: script).truncate(to: 0)
        }
    }

    /// The file of a rule, locked. It is named after the script, so that a request that still goes by an older script
    /// counts nothing of this one.
    private func open(_ index: Int, of script: Script) throws(FileError) -> OpenFile {
        let file = try OpenFile(folder.path("uses/\(sha256Hex(script.json.text))-\(index)"), O_RDWR | O_CREAT)
        try file.lock(LOCK_EX)
        return file
    }
}
