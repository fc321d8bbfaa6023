//! What goes wrong with one payment.

use crate::device::exchange::faults;

faults! {
    /// What goes wrong with one payment.
    ZvtFault {
        /// The line drops before the command is taken.
        DropBeforeAccept = "drop-before-accept",
        /// The line drops behind "taken"; the payment goes on.
        DropAfterAccept = "drop-after-accept",
        /// The line drops where the result should come.
        DropBeforeStatus = "drop-before-status",
        /// The line drops behind the result; nobody can answer it.
        DropAfterStatus = "drop-after-status",
        /// The line drops when the result has been answered.
        DropAfterConfirmation = "drop-after-confirmation",
        /// The line drops where the end should be said.
        DropBeforeCompletion = "drop-before-completion",
        /// "Taken" comes after eight seconds.
        LateAccept = "late-accept",
        /// "Taken" never comes, and the payment goes on.
        SilentAccept = "silent-accept",
        /// The result comes after ten minutes without a word.
        LateStatus = "late-status",
        /// Everything comes byte by byte.
        ByteByByte = "byte-by-byte",
        /// "Taken" and the first step in one piece.
        Merged = "merged",
        /// The result comes again when it has been answered.
        StatusTwice = "status-twice",
        /// The result of another receipt comes behind it.
        SecondReceipt = "second-receipt",
        /// A cancel is taken, and the bank approves all the same.
        ApprovalRacesAbort = "approval-races-abort",
        /// A cancel is always too late.
        AbortTooLate = "abort-too-late",
        /// The line drops behind the result, and the last receipt cannot be told.
        ReceiptNothing = "receipt-nothing",
        /// The line drops behind the result, and somebody else's payment is the last receipt.
        ReceiptOtherAmount = "receipt-other-amount",
        /// Occupied.
        Busy = "busy",
        /// The line drops behind "taken", and it is occupied for a while after.
        BusyForAWhile = "busy-for-a-while",
        /// A field that nobody knows, behind the others.
        UnknownField = "unknown-field",
        /// A field that nobody knows, before the amount.
        UnknownFieldFirst = "unknown-field-first",
        /// Lengths without their F.
        LengthWithoutF = "length-without-f",
        /// No amount in the result.
        NoAmount = "no-amount",
        /// A result in between the registration.
        StatusInRegistration = "status-in-registration",
        /// The end is never said.
        NoCompletion = "no-completion",
        /// The end without a result.
        NoStatus = "no-status",
        /// Something else than an answer.
        Garbage = "garbage",
        /// A result for another amount.
        OtherAmount = "other-amount",
        /// Its clock is two hours behind, and the line drops when the result has been answered.
        ClockBehind = "clock-behind",
        /// The result is not answered in time, as if the kiosk slept.
        AnswerLost = "answer-lost",
        /// It wants its end of day first.
        WantsEndOfDay = "wants-end-of-day",
        /// It has forgotten the registration.
        NotRegistered = "not-registered",
        /// The line drops behind the result, and it keeps the payment until the next command (1F1F).
        KeepsUnanswered = "keeps-unanswered",
        /// The line drops in a reversal, when it is done.
        ReversalDropsAfter = "reversal-drops-after",
        /// It cannot take this payment back.
        ReversalRefused = "reversal-refused",
    }
}
