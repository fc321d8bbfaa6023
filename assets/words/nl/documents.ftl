# Amounts, kitchen tickets and receipts.
money = { $sign } { $amount }
money-less = { $sign } -{ $amount }
money-more = +{ $sign } { $amount }
service-dine-in = Hier eten
service-takeaway = Meenemen
ticket-unpaid = ONBETAALD - { $total } innen aan de kassa
ticket-training = TRAINING - niet bereiden
ticket-check-id = ID CONTROLEREN: { $age }+
ticket-note = Wens: { $note }
ticket-paid = Betaald met kaart
ticket-said-paid = BETAALD MET KAART - volgens { $by }
ticket-said-reference = Gast heeft kenmerk { $reference }
receipt-training = TRAINING - geen bon
receipt-order = Bestelling { $number }
receipt-total = Totaal incl. btw
receipt-vat = Btw { $rate }%: netto { $net } + btw { $tax } = { $gross }
receipt-paid-card = Betaald met kaart { $scheme } { $card }
receipt-auth = Autorisatie { $code }, kenmerk { $reference }
receipt-said-paid = Betaald met kaart, bevestigd door ons personeel. Kenmerk { $reference }
receipt-unpaid = Te betalen aan de kassa
receipt-vat-number = Btw-nr. { $number }
receipt-rounding = Btw per tarief over de bestelling berekend, afgerond op de dichtstbijzijnde cent
receipt-lines = Aantal regels: { $count }
receipt-cash = Geldopname
receipt-cash-paid-out = Uitbetaald
receipt-cash-card = Kaart
receipt-cash-reference = Kenmerk
