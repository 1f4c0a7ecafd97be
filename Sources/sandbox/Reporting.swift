import Logging

/// Reports trouble that no client can be told of, on standard error.
func report(_ error: any Error) {
    Logger(label: "sandbox").error("\(error)")
}
