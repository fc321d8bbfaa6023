# Amounts, kitchen tickets and receipts.
money = { $amount } { $sign }
money-less = -{ $amount } { $sign }
money-more = +{ $amount } { $sign }
service-dine-in = Comer aquí
service-takeaway = Para llevar
ticket-unpaid = SIN PAGAR - cobrar { $total } en el mostrador
ticket-training = FORMACIÓN - no preparar
ticket-check-id = PEDIR DOCUMENTO: +{ $age }
ticket-note = Nota: { $note }
ticket-paid = Pagado con tarjeta
ticket-said-paid = PAGADO CON TARJETA - según { $by }
ticket-said-reference = El cliente tiene la referencia { $reference }
receipt-training = FORMACIÓN - no es un recibo
receipt-order = Pedido { $number }
receipt-total = Total IVA incl.
receipt-vat = IVA { $rate } %: base { $net } + IVA { $tax } = { $gross }
receipt-paid-card = Pagado con tarjeta { $scheme } { $card }
receipt-auth = Autorización { $code }, referencia { $reference }
receipt-said-paid = Pagado con tarjeta, confirmado por nuestro personal. Referencia { $reference }
receipt-unpaid = A pagar en el mostrador
receipt-vat-number = NIF-IVA { $number }
receipt-rounding = IVA calculado por tipo sobre el pedido, redondeado al céntimo más próximo
receipt-lines = Número de líneas: { $count }
receipt-cash = Retirada de efectivo
receipt-cash-paid-out = Importe entregado
receipt-cash-card = Tarjeta
receipt-cash-reference = Referencia
