//! What can go wrong on purpose.

use crate::device::exchange::faults;

faults! {
    /// What goes wrong with one payment.
    ZvtFault {
        /// The line drops before the payment is taken: nothing begins.
        DropBeforeAnswer = "drop-before-answer",
        /// The line drops behind the answer; the payment goes on.
        DropAfterAnswer = "drop-after-answer",
        /// The line drops where the result should come.
        DropBeforeResult = "drop-before-result",
        /// The line drops behind the result, before it is answered.
        DropAfterResult = "drop-after-result",
        /// The line drops behind the kiosk's answer to the result.
        DropAfterConfirmation = "drop-after-confirmation",
        /// The line drops when all is printed.
        DropBeforeCompletion = "drop-before-completion",
        /// All is printed, and no end comes.
        NoCompletion = "no-completion",
        /// The answer comes later than it should.
        LateAnswer = "late-answer",
        /// The result comes later than anybody waits.
        LateResult = "late-result",
        /// Everything comes byte by byte.
        ByteByByte = "byte-by-byte",
        /// The answer and the first word come in one piece.
        Merged = "merged",
        /// The result comes again after it was answered.
        ResultTwice = "result-twice",
        /// A cancel is accepted, and the card pays all the same.
        CancelRace = "cancel-race",
        /// A cancel is refused, whenever it comes.
        CancelRefused = "cancel-refused",
        /// The line drops behind the confirmation, and the last receipt is not told.
        RepeatNothing = "repeat-nothing",
        /// The line drops behind the result, and the last receipt is the one before.
        RepeatPrevious = "repeat-previous",
        /// The line drops behind the confirmation, and the last receipt is told with another amount.
        RepeatOtherAmount = "repeat-other-amount",
        /// It is busy, and refuses the payment.
        BusyAtFirst = "busy-at-first",
        /// The line drops behind the result, and it is busy for a while.
        BusyAfterwards = "busy-afterwards",
        /// The result ends in a field that nobody knows.
        UnknownField = "unknown-field",
        /// The result has such a field before its numbers.
        NamelessResult = "nameless-result",
        /// Lengths without their F.
        PlainLengths = "plain-lengths",
        /// A status information in the registration.
        ResultAtRegistration = "result-at-registration",
        /// Its clock is two hours behind.
        ClockBehind = "clock-behind",
        /// The line drops behind the confirmation, and its clock is a day behind.
        ClockFarBehind = "clock-far-behind",
        /// The result has no amount, and its trace is a long one.
        NoAmount = "no-amount",
        /// The result is of another amount.
        OtherAmount = "other-amount",
        /// The result of the payment before is told again before the right one.
        PreviousFirst = "previous-first",
        /// A result "wrong code" before the right one.
        WrongCodeFirst = "wrong-code-first",
        /// The payment ends without any result.
        NoResult = "no-result",
        /// A question that no kiosk can answer.
        StrangeCommand = "strange-command",
        /// Something else than this protocol, where the result should come.
        Garbage = "garbage",
    }
}
