// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: Swift 6, warnings are errors, imports and existentials are spelled out.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .executableTarget(
        name: name, dependencies: ["Settings", logging] + dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func systemLibrary(_ name: String, pkgConfig: String, debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let programs = ["webhook", "typing", "send", "status", "worker", "sandbox"]

let package = Package(
    name: "shi",
    products: (programs + ["eval"]).map { .executable(name: "shi-\($0)", targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0")
    ],
    targets: [
        systemLibrary("CLibFCGI", pkgConfig: "fcgi", debian: "libfcgi-dev"),
        systemLibrary("CLibPQ", pkgConfig: "libpq", debian: "libpq-dev"),
        systemLibrary("CLibCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        systemLibrary("CLibCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),

        library("Settings", [logging]),
        library("FastCGI", ["CLibFCGI", "Settings"]),
        library("Postgres", ["CLibPQ"]),
        library("HTTPClient", ["CLibCurl"]),
        library("Conversation", ["CLibCrypto"]),
        library("Store", ["Postgres", "Conversation", logging]),
        library("Channels", ["Conversation"]),
        library("Spool", ["Conversation"]),
        library("Media", ["HTTPClient", "Channels", "Conversation"]),
        library("Assistant", ["HTTPClient", "Store", "Postgres", "Conversation"]),

        program("webhook", ["FastCGI", "Store", "Postgres", "Channels", "Spool", "Conversation"]),
        program("typing", ["FastCGI", "Store", "Postgres", "Channels", "Conversation", "HTTPClient"]),
        program("send", ["FastCGI", "Store", "Postgres", "Channels", "Conversation"]),
        program("status", ["FastCGI", "Store", "Postgres"]),
        program("worker", ["Assistant", "Channels", "Media", "Store", "Postgres", "Conversation", "HTTPClient"]),
        program("sandbox", ["FastCGI", "Conversation"]),
        // Like the sandbox a tool of development: make eval runs it, and nothing installs it.
        program("eval", ["HTTPClient", "Postgres", "Conversation"], exclude: ["evaluation.sql"]),

        tests("SettingsTests", ["Settings"]),
        tests("FastCGITests", ["FastCGI"]),
        tests("PostgresTests", ["Postgres"]),
        tests("HTTPClientTests", ["HTTPClient"]),
        tests("ConversationTests", ["Conversation"]),
        tests("ChannelsTests", ["Channels", "Conversation"]),
        tests("SpoolTests", ["Spool", "Conversation"]),
        tests("MediaTests", ["Media", "HTTPClient", "Channels", "Conversation"]),
        tests("AssistantTests", ["Assistant", "Store", "HTTPClient", "Conversation"]),
        // Whole dialogues of the assistant run there too: that target has the real PostgreSQL.
        tests("StoreTests", ["Store", "Assistant", "Postgres", "Conversation", logging]),
        tests("SandboxTests", ["sandbox", "FastCGI", "Conversation"]),
        tests("WebhookTests", ["webhook", "Postgres", "Conversation", logging]),
        tests("WorkerTests", ["worker", "Store", "Conversation"]),
        tests("EvalTests", ["eval", "Conversation"]),
        tests("AcceptanceTests", ["HTTPClient", "Postgres", "Conversation"]),
    ]
)
