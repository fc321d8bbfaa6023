# Amounts, kitchen tickets and receipts.
money = { $amount } { $sign }
money-less = -{ $amount } { $sign }
money-more = +{ $amount } { $sign }
service-dine-in = Hier essen
service-takeaway = Mitnehmen
ticket-unpaid = UNBEZAHLT - { $total } an der Theke kassieren
ticket-training = SCHULUNG - nicht zubereiten
ticket-check-id = AUSWEIS PRÜFEN: ab { $age }
ticket-note = Wunsch: { $note }
ticket-paid = Mit Karte bezahlt
ticket-said-paid = MIT KARTE BEZAHLT - laut { $by }
ticket-said-reference = Gast hat Kennzeichen { $reference }
receipt-training = SCHULUNG - kein Beleg
receipt-order = Bestellung { $number }
receipt-total = Summe inkl. MwSt.
receipt-vat = MwSt. { $rate } %: netto { $net } + MwSt. { $tax } = { $gross }
receipt-paid-card = Bezahlt mit Karte { $scheme } { $card }
receipt-auth = Genehmigung { $code }, Kennzeichen { $reference }
receipt-said-paid = Bezahlt mit Karte, von unserem Personal bestätigt. Kennzeichen { $reference }
receipt-unpaid = An der Theke zu bezahlen
receipt-vat-number = USt-IdNr. { $number }
receipt-rounding = MwSt. je Satz auf die Bestellung berechnet, kaufmännisch gerundet
receipt-lines = Anzahl Zeilen: { $count }
receipt-cash = Bargeldauszahlung
receipt-cash-paid-out = Ausgezahlt
receipt-cash-card = Karte
receipt-cash-reference = Kennzeichen
