# Montants, bons de cuisine et tickets.
money = { $amount } { $sign }
money-less = -{ $amount } { $sign }
money-more = +{ $amount } { $sign }
service-dine-in = Sur place
service-takeaway = À emporter
ticket-unpaid = NON PAYÉ - encaisser { $total } au comptoir
ticket-training = FORMATION - ne pas préparer
ticket-check-id = VÉRIFIER L’ÂGE : { $age }+
ticket-note = Note : { $note }
ticket-paid = Payé par carte
ticket-said-paid = PAYÉ PAR CARTE - confirmé par { $by }
ticket-said-reference = Le client a la référence { $reference }
receipt-training = FORMATION - ticket non valable
receipt-order = Commande { $number }
receipt-total = Total TTC
receipt-vat = TVA { $rate } % : HT { $net } + TVA { $tax } = { $gross }
receipt-paid-card = Payé par carte { $scheme } { $card }
receipt-auth = Autorisation { $code }, référence { $reference }
receipt-said-paid = Payé par carte, confirmé par notre équipe. Référence { $reference }
receipt-unpaid = À payer au comptoir
receipt-vat-number = N° TVA { $number }
receipt-rounding = TVA calculée par taux sur la commande, arrondie au plus proche
receipt-lines = Nombre de lignes : { $count }
receipt-cash = Retrait d’espèces
receipt-cash-paid-out = Montant remis
receipt-cash-card = Carte
receipt-cash-reference = Référence
