public import Settings

extension ServerOptions {
    /// The options of the command line that every FastCGI program takes.
    public static let commandLine: [Program.Option] = [
        .init(
            "--listen", value: "PATH",
            meaning: "make and serve this Unix socket, instead of the one on descriptor 0 or from systemd (LISTEN_FDS);"
                + " without any, REQUEST_METHOD in the environment means plain CGI")
    ]

    /// The settings that every FastCGI program reads.
    ///
    /// - Parameters:
    ///   - threads: the default number of threads, by how long the program's requests wait.
    ///   - maximumBodyBytes: the default of the largest body.
    public static func settings(threads: Int, maximumBodyBytes: Int = 1 << 20) -> [Setting] {
        [
            .number(
                "SHI_THREADS", default: threads, in: 1...2000,
                "requests answered at the same time; kept connections that are idle hold none"),
            .number(
                "SHI_MAX_BODY_BYTES", default: maximumBodyBytes, in: 1024...(64 << 20),
                "larger bodies are answered with 413"),
            .number(
                "SHI_IDLE_EXIT_SECONDS", default: 0, in: 0...86_400,
                "end after so long without a request, for pools that a socket starts; 0: never"),
        ]
    }

    /// The options that the command line and the settings say.
    public init(_ values: Values) {
        let idleSeconds = values.number("SHI_IDLE_EXIT_SECONDS")
        self.init(
            threads: values.number("SHI_THREADS"), maximumBodyBytes: values.number("SHI_MAX_BODY_BYTES"),
            idleExit: idleSeconds == 0 ? nil : .seconds(idleSeconds), listenPath: values.option("--listen"))
    }
}
