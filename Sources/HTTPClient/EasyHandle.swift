import CLibCurl

/// An easy handle of libcurl (`curl_easy_init`), freed with this object. Reused by one transfer after another.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer

    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    deinit { curl_easy_cleanup(pointer) }

    /// Forgets every option of the last transfer (`curl_easy_reset`).
    func reset() { curl_easy_reset(pointer) }

    func set(_ option: CURLoption, _ value: Int) { expectOK(shim_easy_set_long(pointer, option, value)) }

    func set(_ option: CURLoption, _ value: String) { expectOK(shim_easy_set_string(pointer, option, value)) }

    func set(_ option: CURLoption, pointer value: UnsafeRawPointer) {
        expectOK(shim_easy_set_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, size value: Int) {
        expectOK(shim_easy_set_offset(pointer, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, list value: UnsafeMutablePointer<curl_slist>?) {
        expectOK(shim_easy_set_list(pointer, option, value))
    }

    func set(_ option: CURLoption, callback value: curl_write_callback) {
        expectOK(shim_easy_set_data_callback(pointer, option, value))
    }

    func setPrerequest(callback value: curl_prereq_callback) {
        expectOK(shim_easy_set_prerequest_callback(pointer, value))
    }

    /// The options are ours, not the caller's: a refused one means no memory, or a libcurl that was built without
    /// what this engine rests on. Going on without, say, the deadline would be worse than stopping.
    private func expectOK(_ code: CURLcode) {
        precondition(code == CURLE_OK, "libcurl refused an option: \(String(cString: curl_easy_strerror(code)))")
    }
}

/// A list of strings for libcurl (`curl_slist_append`), freed with this object.
final class StringList {
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    func append(_ text: String) {
        guard let longer = curl_slist_append(head, text) else { preconditionFailure("curl_slist_append: no memory") }
        head = longer
    }

    deinit { curl_slist_free_all(head) }
}
