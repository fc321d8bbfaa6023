# Amounts, kitchen tickets and receipts.
money = { $sign }{ $amount }
money-less = -{ $sign }{ $amount }
money-more = +{ $sign }{ $amount }
service-dine-in = Eat in
service-takeaway = Take away
ticket-unpaid = UNPAID - collect { $total } at the counter
ticket-training = TRAINING - do not prepare
ticket-check-id = CHECK ID: { $age }+
ticket-note = Note: { $note }
ticket-paid = Paid by card
ticket-said-paid = PAID BY CARD - says { $by }
ticket-said-reference = Customer has reference { $reference }
receipt-training = TRAINING - not a receipt
receipt-order = Order { $number }
receipt-total = Total incl. VAT
receipt-vat = VAT { $rate }%: net { $net } + VAT { $tax } = { $gross }
receipt-paid-card = Paid by card { $scheme } { $card }
receipt-auth = Authorisation { $code }, reference { $reference }
receipt-said-paid = Paid by card, confirmed by our staff. Reference { $reference }
receipt-unpaid = To be paid at the counter
receipt-vat-number = VAT no. { $number }
receipt-rounding = VAT worked out per rate on the order, rounded half up
receipt-lines = Number of lines: { $count }
receipt-cash = Cash withdrawal
receipt-cash-paid-out = Paid out
receipt-cash-card = Card
receipt-cash-reference = Reference
