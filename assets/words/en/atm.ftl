# The cash machine. Titles go by the screen, or by what is told.
atm-starting = One moment, the machine is starting
atm-out-of-service = This machine is resting
atm-off-no-journal = It cannot record anything just now.
atm-off-no-terminal = It cannot reach the card reader just now.
atm-off-no-dispenser = There is no cash just now.
atm-off-unresolved = An earlier withdrawal is being cleared up.
atm-off-reversing = Money of an earlier withdrawal is going back.
atm-off-cash-open = The notes of an earlier withdrawal are being looked for.
atm-off-card-in-slot = There is a card in the slot.
atm-off-stopping = It is being switched off.
atm-welcome = What would you like?
atm-promise = Decide first. We ask for your card last.
atm-amount = How much cash?
atm-amount-most = At most { $amount } at once
atm-refused-nothing-to-withdraw = Please choose an amount.
atm-refused-over-limit = That is more than can be withdrawn at once.
atm-refused-no-such-notes = The notes in this machine do not make up that amount.
atm-confirm = { $amount }: is that right?
atm-card = Please insert your card
atm-pin = Type your code, and cover your hand
atm-pin-wrong = That code was wrong
atm-pin-left = { $count ->
    [one] One try is left
   *[other] { $count } tries are left
}
atm-pin-digits = { $count ->
    [0] No digit typed
    [one] 1 digit typed
   *[other] { $count } digits typed
}
atm-bank = Asking your bank
atm-bank-slow = Your bank takes long to answer. Please wait.
atm-take-card = Please take your card
atm-take-card-cash = Please take your card. Then your cash comes.
atm-counting = Your notes are being counted
atm-counting-slow = The notes take longer than they should. Please wait.
atm-take-cash = Please take your cash
atm-receipt = Would you like a receipt?
atm-keep-in = { $seconds ->
    [one] 1 second left
   *[other] { $seconds } seconds left
}
atm-still-there = Are you still there?

# A last word.
atm-told-declined = Your bank said no. Nothing was debited.
atm-told-cancelled-at-terminal = Cancelled. Nothing was debited.
atm-told-cancelled-here = Cancelled. Nothing was debited.
atm-told-no-card = No card was inserted. Nothing was debited.
atm-told-unreachable = Your bank cannot be reached. Nothing was debited.
atm-told-busy = The card reader is occupied. Nothing was debited.
atm-told-not-recorded = This machine cannot record anything just now, so your card was not asked for.
atm-told-taken-back = That did not work. Nothing stays debited.
atm-told-not-found = Your bank knows nothing of it. Nothing was debited.
atm-told-not-paid-out = No cash could be paid out. What was debited goes back to your account.
atm-told-cash-returned = The cash was drawn in. What was debited goes back to your account.
atm-told-ask-staff = Nobody can tell yet how this ended. Please give your bank this reference: { $reference }
atm-told-card-kept = Your card was kept. Please call your bank.
atm-told-card-kept-not-paid-out = Your card was kept, and no cash was paid out. What was debited goes back. Please call your bank.
atm-told-balance = On your account
atm-told-no-balance-declined = Your bank said no.
atm-told-no-balance-cancelled = Cancelled.
atm-told-no-balance-no-card = No card was inserted.
atm-told-no-balance-unreachable = Your bank cannot be reached.
atm-told-goodbye = Thank you, and goodbye

# Keys.
atm-key-withdraw = Cash
atm-key-balance = Balance
atm-key-amount = { $amount }
atm-key-digit = { $digit }
atm-key-clear = Clear
atm-key-enter = Enter
atm-key-confirm = Yes, ask for my card
atm-key-change = Another amount
atm-key-cancel = Cancel
atm-key-receipt = Receipt
atm-key-finish = No, thank you
atm-key-still-here = Yes, still here
atm-key-done = Done

# Parts of the machine.
atm-slot = Card slot
atm-tray = Cash tray
atm-keypad = Keypad
atm-training = Training. No account is debited, and the notes are paper.
