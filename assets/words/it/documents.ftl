# Amounts, kitchen tickets and receipts.
money = { $amount } { $sign }
money-less = -{ $amount } { $sign }
money-more = +{ $amount } { $sign }
service-dine-in = Mangio qui
service-takeaway = Da asporto
ticket-unpaid = NON PAGATO - incassare { $total } alla cassa
ticket-training = FORMAZIONE - non preparare
ticket-check-id = CHIEDERE DOCUMENTO: { $age }+
ticket-note = Nota: { $note }
ticket-paid = Pagato con carta
ticket-said-paid = PAGATO CON CARTA - secondo { $by }
ticket-said-reference = Il cliente ha il riferimento { $reference }
receipt-training = FORMAZIONE - non è uno scontrino
receipt-order = Ordine { $number }
receipt-total = Totale IVA incl.
receipt-vat = IVA { $rate }%: imponibile { $net } + IVA { $tax } = { $gross }
receipt-paid-card = Pagato con carta { $scheme } { $card }
receipt-auth = Autorizzazione { $code }, riferimento { $reference }
receipt-said-paid = Pagato con carta, confermato dal nostro personale. Riferimento { $reference }
receipt-unpaid = Da pagare alla cassa
receipt-vat-number = Partita IVA { $number }
receipt-rounding = IVA calcolata per aliquota sull’ordine, arrotondata al centesimo più vicino
receipt-lines = Numero di righe: { $count }
receipt-cash = Prelievo di contanti
receipt-cash-paid-out = Importo erogato
receipt-cash-card = Carta
receipt-cash-reference = Riferimento
