import Media
import Settings

extension WorkerSettings {
    /// Opens the store for customers' files, where one is set; or the program ends with the line that says why it cannot.
    func openMediaStore() -> (any MediaStore)? {
        guard let mediaFolder else { return nil }
        do throws(MediaStoreError) {
            return try FolderMediaStore(path: mediaFolder)
        } catch {
            Self.program.refuse("SHI_MEDIA_DIR: \(error)")
        }
    }
}
