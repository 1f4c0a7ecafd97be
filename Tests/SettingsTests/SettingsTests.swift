import Settings
import Testing

struct SettingsTests {
    private let table: [Setting] = [
        .required("SHI_SECRET", "the secret"),
        .number("SHI_THREADS", default: 8, in: 1...64, "threads"),
        .optional("SHI_NOTE", "a note"),
    ]

    private func values(_ environment: [String: String]) throws -> Values {
        try Values(settings: table, options: [:]) { environment[$0] }
    }

    @Test func `a required setting that is missing or empty is refused by name`() {
        for environment in [[:], ["SHI_SECRET": ""]] {
            let error = #expect(throws: SettingsError.self) { try values(environment) }
            #expect(error?.description.contains("SHI_SECRET") == true)
        }
    }

    @Test(arguments: ["0", "65", "many", "8.5", " 8"])
    func `a number outside its range is refused`(text: String) {
        #expect(throws: SettingsError.self) { try values(["SHI_SECRET": "s", "SHI_THREADS": text]) }
    }

    @Test func `what is not set takes its documented default`() throws {
        let values = try values(["SHI_SECRET": "s"])
        #expect(values.number("SHI_THREADS") == 8)
        #expect(values.optionalText("SHI_NOTE") == nil)
        #expect(values.text("SHI_SECRET") == "s")
    }

    @Test func `help names every setting with its meaning and default`() {
        let help = Program(name: "webhook", summary: "takes messages", settings: table).help
        #expect(help.contains("SHI_SECRET\n      the secret (required)"))
        #expect(help.contains("SHI_THREADS\n      threads (default 8, 1 to 64)"))
    }
}
