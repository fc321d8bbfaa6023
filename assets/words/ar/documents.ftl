# Amounts, kitchen tickets and receipts.
money = { $amount } { $sign }
money-less = ‎-{ $amount } { $sign }
money-more = ‎+{ $amount } { $sign }
service-dine-in = الأكل هنا
service-takeaway = للأخذ معكم
ticket-unpaid = غير مدفوع - يُحصَّل { $total } عند الكاونتر
ticket-training = تدريب - لا تُحضَّر
ticket-check-id = تحقق من الهوية: { $age }+
ticket-note = ملاحظة: { $note }
ticket-paid = مدفوع بالبطاقة
ticket-said-paid = مدفوع بالبطاقة - حسب { $by }
ticket-said-reference = الرقم المرجعي لدى الزبون: { $reference }
receipt-training = تدريب - ليس إيصالًا
receipt-order = طلب { $number }
receipt-total = المجموع شامل الضريبة
receipt-vat = ضريبة { $rate }%: الصافي { $net } + الضريبة { $tax } = { $gross }
receipt-paid-card = مدفوع بالبطاقة { $scheme } { $card }
receipt-auth = التفويض { $code }، المرجع { $reference }
receipt-said-paid = مدفوع بالبطاقة، أكّده موظفونا. المرجع { $reference }
receipt-unpaid = يُدفع عند الكاونتر
receipt-vat-number = الرقم الضريبي { $number }
receipt-rounding = تُحسب الضريبة لكل نسبة على الطلب وتُقرَّب إلى أقرب سنت
receipt-lines = عدد الأسطر: { $count }
receipt-cash = سحب نقد
receipt-cash-paid-out = المبلغ المسحوب
receipt-cash-card = البطاقة
receipt-cash-reference = الرقم المرجعي
