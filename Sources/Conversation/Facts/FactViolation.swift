/// Something that an answer must not say.
public struct FactViolation: Equatable, Sendable {
    /// What is wrong; fit for a log, which the words are not.
    public enum Kind: String, Sendable, CaseIterable {
        /// A price that nobody said, or another property's.
        case price
        /// A share, such as a commission, that nobody said.
        case percentage
        /// A number of rooms that no property has, or another one's.
        case rooms
        /// A size that no property has.
        case size
        /// A phone number that is not known.
        case phone
        /// A link or an e-mail address that is not known.
        case link
        /// A street and number that is not known.
        case address
        /// A day that is not known, or a weekday that is another day's.
        case day
        /// A time that is not known, or not on that day.
        case time
        /// A property is said to be free when it is not known to be.
        case availability
        /// A viewing is said to be booked, and none is.
        case booking
        /// A viewing is said to be cancelled, and none is.
        case cancellation
        /// It is not in the customer's language.
        case language
        /// It repeats what only the assistant may know.
        case leak
    }

    /// What is wrong.
    public let kind: Kind
    /// The words that say it, for the request to correct them. They may hold a customer's data.
    public let words: String
}
