extension FactSheet {
    /// Whether a price stands in it.
    public func holds(price: Int) -> Bool { prices.contains(price) }

    /// Whether a number of rooms stands in it.
    public func holds(rooms: Double) -> Bool { self.rooms.contains(rooms) }

    /// Whether a day stands in it.
    public func holds(day: CivilDate) -> Bool { days.contains(day) }
}
