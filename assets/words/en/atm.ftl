# The cash machine.
atm-training = Training. No account is debited and no money comes out.
atm-starting = One moment, please
atm-out-of-service = No cash here right now
atm-name = Cash machine
atm-welcome = Cash or balance?
atm-welcome-what = First you decide. The card and its code come last.
atm-amount = How much?
atm-amount-what = Choose an amount, or type another one. At most { $most }.
atm-amount-enter = Press the green key when it is right.
atm-confirm = This much?
atm-confirm-what = Nobody can change the amount after this.
atm-card = Put your card in
atm-pin = Type your code
atm-pin-what = Cover the keys with your hand, then press the green key.
atm-pin-wrong = That code was wrong
atm-pin-left = { $left ->
    [one] One try is left.
   *[other] { $left } tries are left.
}
atm-bank = Asking your bank
atm-bank-slow = The bank takes its time. Please stay here.
atm-take-card = Take your card
atm-take-card-cash = Take your card. { $amount } comes next.
atm-counting = Counting your money
atm-counting-slow = This takes longer than it should. Please stay here.
atm-take-cash = Take your money
atm-receipt = A receipt?
atm-seconds = { $seconds ->
    [one] One second left.
   *[other] { $seconds } seconds left.
}
atm-still-there = Press the key to go on.

atm-told-declined = Your bank refused. Nothing was debited.
atm-told-cancelled-at-terminal = Stopped. Nothing was debited.
atm-told-cancelled-here = Stopped. Nothing was debited.
atm-told-no-card = No card came. Nothing was debited.
atm-told-unreachable = Your bank cannot be reached. Nothing was debited.
atm-told-busy = The card reader is busy. Nothing was debited.
atm-told-not-recorded = That could not be recorded. Nothing was debited.
atm-told-taken-back = The money has gone back to your account.
atm-told-not-found = Nothing was debited.
atm-told-not-paid-out = No money came out. The amount goes back to your account.
atm-told-cash-returned = The money was not taken. It goes back to your account.
atm-told-ask-staff = Please ask staff. Your reference:
atm-ask-staff-what = We do not know yet what became of your money. Nothing is lost: staff can settle it with this reference.
atm-told-card-kept = Your card was kept. Please call your bank.
atm-told-card-kept-not-paid-out = Your card was kept, no money came out. The amount goes back to your account.
atm-told-balance = On your account
atm-told-no-balance-declined = Your bank gives no balance for this card.
atm-told-no-balance-cancelled = Stopped.
atm-told-no-balance-no-card = No card came.
atm-told-no-balance-unreachable = Your bank cannot be reached.
atm-told-goodbye = Goodbye, and thank you

atm-off-no-journal = Nothing can be recorded right now.
atm-off-no-terminal = The card reader or the bank cannot be reached.
atm-off-no-dispenser = There is no cash in the machine right now.
atm-off-unresolved = An earlier withdrawal is still being settled.
atm-off-reversing = An earlier withdrawal is still being given back.
atm-off-cash-open = Staff must look at an earlier withdrawal.
atm-off-card-in-slot = A card is still in the slot.
atm-off-stopping = It is closing.
atm-off-nothing-to-withdraw = Nothing
atm-off-over-limit = Too much at once
atm-off-no-such-notes = No notes for that
atm-refused-nothing-to-withdraw = Type an amount first.
atm-refused-over-limit = At most { $most } at once.
atm-refused-no-such-notes = The notes here do not make up that amount. Try another one.

atm-key-withdraw = Cash
atm-key-balance = Balance
atm-key-amount = Amount
atm-key-digit = Digit
atm-key-clear = Correct
atm-key-enter = Enter
atm-key-confirm = Yes, { $amount }
atm-key-change = Another amount
atm-key-cancel = Stop
atm-key-receipt = Yes, print it
atm-key-finish = No, finish
atm-key-done = Finish
atm-key-still-here = I am still here

atm-slot-insert = Put the card in
atm-slot-shut = Card slot
atm-slot-inside = The card is inside
atm-slot-take = Take the card
atm-slot-kept = The card was kept
atm-paper = Receipts
atm-paper-take = Take the receipt
atm-tray = Cash comes out here
atm-tray-take = Take { $amount }

atm-trouble-refuse = The bank refuses
atm-trouble-keep-card = The card is kept
atm-trouble-jam = Notes jam
atm-trouble-bank-gone = Bank unreachable
