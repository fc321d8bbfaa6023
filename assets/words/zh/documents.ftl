# Amounts, kitchen tickets and receipts.
money = { $sign }{ $amount }
money-less = -{ $sign }{ $amount }
money-more = +{ $sign }{ $amount }
service-dine-in = 堂食
service-takeaway = 外带
ticket-unpaid = 未付款 - 柜台收款 { $total }
ticket-training = 培训 - 请勿制作
ticket-check-id = 查验证件：{ $age }+
ticket-note = 备注：{ $note }
ticket-paid = 已刷卡付款
ticket-said-paid = 已刷卡付款 - 由 { $by } 确认
ticket-said-reference = 顾客的编号：{ $reference }
receipt-training = 培训 - 不是有效小票
receipt-order = 订单 { $number }
receipt-total = 合计（含税）
receipt-vat = 增值税 { $rate }%：净额 { $net } + 税 { $tax } = { $gross }
receipt-paid-card = 已刷卡付款 { $scheme } { $card }
receipt-auth = 授权码 { $code }，编号 { $reference }
receipt-said-paid = 已刷卡付款，由店员确认。编号 { $reference }
receipt-unpaid = 请到柜台付款
receipt-vat-number = 税号 { $number }
receipt-rounding = 增值税按税率对整单计算，四舍五入
receipt-lines = 项数：{ $count }
receipt-cash = 取款
receipt-cash-paid-out = 取款金额
receipt-cash-card = 银行卡
receipt-cash-reference = 编号
