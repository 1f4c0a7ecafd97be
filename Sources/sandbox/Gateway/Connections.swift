import FastCGI

/// Whether a tenant's WhatsApp is connected, which it is until it is disconnected or reset.
struct Connections: Sendable {
    enum State: String, Sendable {
        case connected
        /// Disconnected; `start` connects again.
        case disconnected
        /// Logged out: shows a QR code until `start`, which stands for its being scanned.
        case loggedOut = "logged out"
    }

    let folder: Folder

    /// The state of a tenant, kept in a file while it is not connected.
    func state(of tenant: String) throws -> State {
        guard let text = try folder.text(of: file(tenant)) else { return .connected }
        return State(rawValue: text) ?? .disconnected
    }

    /// `POST /whatsapp/:tenantId/{start,reset,disconnect}`.
    func change(_ tenant: String, to state: State) throws -> Response {
        switch state {
        case .connected: try folder.remove(file(tenant))
        case .disconnected, .loggedOut: try folder.replace(file(tenant), with: state.rawValue)
        }
        return .json(["ok": true])
    }

    /// `GET /whatsapp/:tenantId/status`.
    func status(_ tenant: String) throws -> Response {
        let state = try state(of: tenant)
        return .json([
            "connected": .bool(state == .connected),
            "pushName": state == .connected ? "Sandbox" : nil,
            "hasQR": .bool(state == .loggedOut),
        ])
    }

    /// `GET /whatsapp/:tenantId/qr`.
    func code(_ tenant: String) throws -> Response {
        .json(["dataUrl": try state(of: tenant) == .loggedOut ? .string(Self.picture) : nil])
    }

    private func file(_ tenant: String) -> String { "tenants/" + tenant }

    /// Nobody can scan a code here, so the picture says what to do instead.
    private static let picture =
        "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='220' height='220'>"
        + "<rect width='100%' height='100%' fill='white'/><text x='110' y='112' text-anchor='middle' font-size='13'>"
        + "sandbox: call start to connect</text></svg>"
}
