import Assistant
import Settings

extension WorkerSettings {
    /// The model that is asked first.
    static func firstModel(_ key: String, _ values: Values) -> ModelEndpoint {
        let address = url("OPENAI_BASE_URL", values.text("OPENAI_BASE_URL"))
        let dialect = dialect("SHI_MODEL_DIALECT", values) ?? ModelEndpoint.Dialect(address: address)
        return ModelEndpoint(
            baseURL: address, key: key, model: values.text("OPENAI_MODEL"),
            dialect: dialect, features: features(dialect, values), price: price(values))
    }

    /// The model that is asked when the first is slow or fails; nil where nothing of it is set: then it is the first again.
    static func secondModel(after first: ModelEndpoint, _ values: Values) -> ModelEndpoint? {
        let (address, key, name) = (
            values.optionalText("SHI_SECOND_BASE_URL"), values.optionalText("SHI_SECOND_API_KEY"),
            values.optionalText("SHI_SECOND_MODEL")
        )
        guard address != nil || key != nil || name != nil else { return nil }
        let baseURL = address.map { url("SHI_SECOND_BASE_URL", $0) } ?? first.baseURL
        let dialect =
            dialect("SHI_SECOND_DIALECT", values)
            ?? (address == nil ? first.dialect : ModelEndpoint.Dialect(address: baseURL))
        return ModelEndpoint(
            baseURL: baseURL, key: key ?? first.key, model: name ?? first.model, dialect: dialect,
            features: features(dialect, values))
    }

    /// What recognises speech; nil where nothing of it is set.
    static func transcriber(_ values: Values) -> TranscriberEndpoint? {
        let (address, key) = (
            values.optionalText("SHI_TRANSCRIBE_BASE_URL"), values.optionalText("SHI_TRANSCRIBE_API_KEY")
        )
        guard address != nil || key != nil else { return nil }
        return TranscriberEndpoint(
            baseURL: url("SHI_TRANSCRIBE_BASE_URL", address ?? "https://api.openai.com/v1"), key: key ?? "",
            model: values.text("SHI_TRANSCRIBE_MODEL"))
    }

    private static func features(_ dialect: ModelEndpoint.Dialect, _ values: Values) -> ModelEndpoint.Features {
        choice("SHI_MODEL_TOOLS", ["on", "off"], values) == "on"
            ? dialect.features : dialect.features.subtracting(.tools)
    }

    /// One of some words, or the program ends with the line that says which.
    static func choice(_ name: String, _ words: [String], _ values: Values) -> String {
        let word = values.text(name)
        guard words.contains(word) else { program.refuse("\(name) must be \(words.joined(separator: " or "))") }
        return word
    }

    private static func dialect(_ name: String, _ values: Values) -> ModelEndpoint.Dialect? {
        guard let word = values.optionalText(name) else { return nil }
        guard let dialect = ModelEndpoint.Dialect(rawValue: word) else {
            program.refuse("\(name) must be openai or compatible")
        }
        return dialect
    }

    private static func url(_ name: String, _ text: String) -> String {
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            program.refuse("\(name) must begin with http:// or https://")
        }
        return text
    }

    private static func price(_ values: Values) -> ModelPrice? {
        guard let text = values.optionalText("SHI_MODEL_PRICE") else { return nil }
        let dollars = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
        guard dollars.count == 3, let input = dollars[0], let cached = dollars[1], let output = dollars[2],
            [input, cached, output].allSatisfy({ (0...1000).contains($0) })
        else {
            program.refuse("SHI_MODEL_PRICE must be three amounts of dollars from 0 to 1000, such as 0.15/0.075/0.60")
        }
        func microdollars(_ amount: Double) -> Int64 { Int64((amount * 1_000_000).rounded()) }
        return ModelPrice(
            input: microdollars(input), cachedInput: microdollars(cached), output: microdollars(output))
    }
}
