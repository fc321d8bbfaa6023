# The screens.
language-name = English
language-title = Choose a language
language-choose = Language: { language-name }
language-close = Close the languages
list-comma = {", "}
sentences = { $first } { $second }
call-staff = Call staff
training-banner = Training. Nothing is charged and nothing is cooked.

# Before anybody is there.
starting-title = One moment, the kiosk is starting
attract-question = Where will you eat?
attract-promise = Look around and choose freely. We ask for your card last.
attract-card-off = { $why } You can order here and pay at the counter.
out-of-service-title = This kiosk is resting
out-of-service-what = Please order at the counter. We are sorry for the detour.

# The menu.
list-categories = categories
list-dishes = dishes
list-cart = order
list-choices = choices
list-facts = description
scroll-up = Scroll up, { $what }
scroll-up-off = This is the top
scroll-down = Scroll down, { $what }
scroll-down-off = This is the end
search = Search
search-change = Change the search
search-close = Close the search
search-hint = What are you looking for?
search-nothing = Nothing found. Try fewer letters.
search-found = { $count ->
    [one] 1 dish found
   *[other] { $count } dishes found
}
take = Add { $what }
sold-out = Sold out
not-now = Not now
only-during = From { $from } to { $until }
age-badge = { $age }+
fit-traces = Traces possible
fit-unfit = Not suitable
filter = Allergens and diet
filter-on = Allergens and diet ({ $count })
filter-title = Allergens and diet
filter-avoid = I avoid
filter-diets = I eat only
filter-caution = Dishes that are not suitable are dimmed, not hidden. Our kitchen handles every allergen: if you are allergic, please talk to staff.
filter-clear = Clear all
filter-clear-off = Nothing is chosen
filter-done = Show the menu

# The keyboard.
keyboard-rows = 1234567890 qwertyuiop asdfghjkl' zxcvbnm,.-
keyboard-rows-few = 1234567890 qwertyuiop asdfghjkl' zxcvbnm,.-
key-backspace = Delete a letter
key-backspace-off = Nothing is written
key-clear = Clear
key-space = Space
key-done = Done

# The cart.
cart-title = { $count ->
    [0] Your order
    [one] Your order: 1 item
   *[other] Your order: { $count } items
}
cart-empty = Your order is empty. Choose anything you like.
undo = Undo
undo-off = There is nothing to undo
redo = Redo
redo-off = There is nothing to redo
total = Total
total-is = Total { $amount }
to-review = See my order
start-over = Start over
blocked-empty = Choose something first
blocked-sold-out-in-cart = Remove what is sold out
blocked-nothing-to-pay = There is nothing to pay
change = Change
remove = Remove
line-change = Change { $what }
line-remove = Remove { $what }
line-less = One less { $what }
line-less-off = One is the least
line-more = One more { $what }
line-more-off = This is the most of one dish
line-sold-out = Sold out. Change or remove it.
line-gone = No longer on the menu. Please remove it.

# A product.
product-back = Back to the menu
product-keep = Back without changes
product-add = Add · { $amount }
product-save = Save · { $amount }
kcal = { $kcal } kcal
contains = Contains: { $what }
contains-none = Contains none of the 14 allergens
may-contain = May contain: { $what }
suits = Suits: { $what }
age-notice = { $age } and over: staff will check your ID.
fit-traces-long = May contain traces of something you avoid
fit-unfit-long = Not suitable for what you eat
choose-exactly = Choose { $count }
choose-up-to = Choose up to { $max }
choose-between = Choose { $min } to { $max }
group-full = No more here
option-of = { $group }: { $option }
unmet-choose = { $count ->
    [one] Choose 1 more: { $what }
   *[other] Choose { $count } more: { $what }
}
unmet-fill = Choose: { $what }
unmet-sold-out = Sold out, choose again: { $what }
note-title = A wish for the kitchen
note-hint = A few words, such as “sauce on the side”
note-write = Write a wish…
note-quoted = “{ $note }”

# The review.
review-title = Your order
review-back = Keep choosing
review-line = { $count } × { $what }
review-tax = VAT { $rate }%: { $tax } in { $gross }
review-kcal = { $kcal } kcal in all
pay-card = Pay { $amount } by card
pay-counter = Pay { $amount } at the counter
card-off-no-terminal = There is no card terminal here.
card-off-unresolved = Cards wait until staff have cleared payment { $reference }.
card-off-reversing = Cards wait until payment { $reference } has been given back.
card-off-unheard = The card terminal is waking up.
card-off-busy = The card terminal is busy.
card-off-unreachable = The card terminal cannot be reached.
card-off-no-journal = Cards cannot be taken right now.
card-off-kitchen-behind = The kitchen cannot take orders from here right now.
card-off-journal-damaged = Cards wait until staff have looked at the kiosk’s records.
card-off-stopping = The kiosk is closing.
counter-off = The counter takes no orders right now.

# Starting over.
start-over-question = Start over?
start-over-what = { $count ->
    [0] You go back to the beginning.
    [one] The item in your order will be removed.
   *[other] The { $count } items in your order will be removed.
}
start-over-no = Keep my order
start-over-yes = Remove everything

# Paying by card.
card-to-pay = To pay
card-waking = Waking the terminal
card-waking-more = One moment.
card-present-card = Hold or insert your card
card-present-card-more = At the terminal beside this screen.
card-enter-pin = Type your code
card-enter-pin-more = On the terminal. Cover the keys with your hand.
card-wrong-pin = That code was wrong
card-wrong-pin-more = Type it once more on the terminal.
card-authorising = Asking the bank
card-authorising-more = This takes a few seconds.
card-remove-card = Take your card
card-remove-card-more = Then your number appears here.
card-follow-terminal = Look at the terminal
card-follow-terminal-more = It has a question for you.
card-please-wait = One moment
card-please-wait-more = The terminal is still at work.
card-card-unreadable = The card could not be read
card-card-unreadable-more = Hold or insert it once more, or take another one.
card-taking-back = Taking the payment back
card-taking-back-more = It could not be completed. You will not be charged.
card-closing = Nothing was charged
card-closing-more = Your order comes back in a moment.
card-cancel = Cancel and keep my order
card-cancelling = Cancelling
card-no-cancel = Too late to cancel. If it fails, nothing is lost.
checking-title = We are checking your payment
checking-calm = Nothing is lost. The terminal has not answered yet.
checking-do-not-pay = Please do not pay again.
checking-amount = Amount: { $amount }
placing-title = Sending your order to the kitchen
placing-amount = { $amount }. One moment.

# The end.
number-title = Your number
number-paid = Paid: { $amount }
number-counter = Please pay { $amount } at the counter
number-next-paid = We call this number when your order is ready.
number-next-counter = Say your number at the counter and pay there. We cook after that.
number-check-id = Please have your ID ready: staff will ask for it.
number-receipt = Print a receipt
number-receipt-show = See the receipt
number-receipt-title = Your receipt
number-receipt-close = Close
number-receipt-again = Try to print again
number-receipt-printed = Your receipt is printed
number-receipt-coming = Your receipt is being printed
number-finish = Finish
staff-title = Please see our staff
staff-say = We do not know yet whether your card was charged. Say this reference:
staff-amount = Amount: { $amount }
staff-calm = Please do not pay again. Your order is kept and staff will help you.
staff-finish = I have told staff

# Over a screen.
still-there-title = Are you still there?
still-there-what = Touch anywhere to keep your order.
still-there-button = Touch the button to keep your order.
still-there-left = { $seconds ->
    [one] 1 second left
   *[other] { $seconds } seconds left
}
still-there-yes = Yes, keep my order
notice-staff-called = Somebody is coming to help you.
notice-service-changed = Done. Tax may differ, the prices stay the same.
notice-welcome-back = The kiosk had to start again. Your order is still here.
notice-counter-failed = Your order could not be sent. Please try again.
notice-sold-out = Just sold out: { $what }. Please change or remove it.
not-charged-cancelled-at-terminal = Cancelled on the terminal. Nothing was charged, your order is still here.
not-charged-cancelled-here = Cancelled. Nothing was charged, your order is still here.
not-charged-no-card = No card was shown. Nothing was charged, your order is still here.
not-charged-unreachable = The terminal cannot be reached. Nothing was charged. Try again or pay at the counter.
not-charged-busy = The terminal is busy. Nothing was charged. Try again in a moment.
not-charged-not-recorded = The payment could not begin. Nothing was charged. Please ask our staff.
not-charged-taken-back = The payment was taken back. You are not charged. Please try again.
not-charged-not-found = The terminal knows of no payment. Nothing was charged. Please try again.
declined-refused = The bank said no. Nothing was charged. Try another card or pay at the counter.
declined-insufficient-funds = There is not enough on this card. Nothing was charged. Try another card or pay at the counter.
declined-expired = This card has expired. Nothing was charged. Try another card or pay at the counter.
declined-wrong-pin = The code was wrong too often. Nothing was charged. Try another card or pay at the counter.
declined-unreadable = The card could not be read. Nothing was charged. Try again or use another card.
declined-not-accepted = We cannot take this kind of card. Nothing was charged. Try another card or pay at the counter.
# In the terminal’s own language, whichever that is.
terminal-says = The terminal says: “{ $words }”
refused-not-now = This is served from { $from } to { $until }.
refused-sold-out = This is sold out.
refused-group-full = No more than { $max } here. Let go of one first.
refused-line-full = No more than { $max } of one dish.
refused-cart-full = Your order is full. Remove a line to add another.
refused-over-ceiling = One order can come to { $amount } at most. Please order the rest at the counter.
refused-incomplete = Something is still to be chosen.
refused-amount = This amount is too large for the kiosk.
refused-too-late = Too late for that: the payment is being decided.
refused-not-in-service = The kiosk takes no new orders right now.

# The simulated terminal.
terminal-title = Simulated terminal, for demonstration
terminal-open = Show the simulated terminal
terminal-close = Put the simulated terminal away
terminal-tab = Simulated terminal
terminal-tap-card = Hold card here
terminal-insert-card = Insert card
terminal-remove-card-out = Remove card
terminal-digit = Key { $digit }
terminal-cancel = Cancel
terminal-cancel-name = Red key, cancel
terminal-clear = Clear
terminal-clear-name = Yellow key, clear
terminal-enter = OK
terminal-enter-name = Green key, OK
terminal-asleep = Asleep
terminal-present-card = Present card
terminal-enter-pin = Enter code, then OK
terminal-wrong-pin = Wrong code, try again
terminal-authorising = Please wait…
terminal-remove-card = Remove card
terminal-follow-terminal = Please confirm
terminal-please-wait = One moment…
terminal-card-unreadable = Not read, try again
terminal-taking-back = Taking it back…
terminal-approved = Approved
terminal-declined = Declined
terminal-cancelled = Cancelled
terminal-trouble = Try a fault
trouble-decline = Bank declines
trouble-slow = Slow bank
trouble-line-down = Line down
trouble-late-answer = Answer comes late
