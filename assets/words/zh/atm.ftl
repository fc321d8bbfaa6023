# The cash machine.
atm-training = 培训模式。不扣款，也不出钞。
atm-starting = 请稍候
atm-out-of-service = 本机暂无法取款
atm-name = 自动取款机
atm-welcome = 取款还是查询余额？
atm-welcome-what = 先做选择。最后才需要插卡和密码。
atm-amount = 取多少？
atm-amount-what = 请选择金额，或输入其他金额。最多 { $most }。
atm-amount-enter = 确认无误后按绿键。
atm-confirm = 是这个金额吗？
atm-confirm-what = 之后任何人都无法更改金额。
atm-card = 请插入银行卡
atm-pin = 请输入密码
atm-pin-what = 用手遮挡按键，然后按绿键。
atm-pin-wrong = 密码错误
atm-pin-left = { $left ->
   *[other] 还可以再试 { $left } 次。
}
atm-bank = 正在联系您的银行
atm-bank-slow = 银行处理较慢，请不要离开。
atm-take-card = 请取回银行卡
atm-take-card-cash = 请取回银行卡，随后出钞 { $amount }。
atm-counting = 正在点钞
atm-counting-slow = 用时比平常长，请不要离开。
atm-take-cash = 请取走现金
atm-receipt = 需要凭条吗？
atm-seconds = { $seconds ->
   *[other] 还剩 { $seconds } 秒。
}
atm-still-there = 请按键继续。

atm-told-declined = 银行拒绝了请求。没有扣款。
atm-told-cancelled-at-terminal = 已取消。没有扣款。
atm-told-cancelled-here = 已取消。没有扣款。
atm-told-no-card = 没有插卡。没有扣款。
atm-told-unreachable = 无法联系您的银行。没有扣款。
atm-told-busy = 读卡器正忙。没有扣款。
atm-told-not-recorded = 无法记录此操作。没有扣款。
atm-told-taken-back = 款项已退回您的账户。
atm-told-not-found = 没有扣款。
atm-told-not-paid-out = 没有出钞。款项将退回您的账户。
atm-told-cash-returned = 现金未取走。款项将退回您的账户。
atm-told-ask-staff = 请询问工作人员。您的编号：
atm-ask-staff-what = 目前还不清楚结果。请放心，没有损失：工作人员可凭此编号处理。
atm-told-card-kept = 您的银行卡已被吞没。请致电您的银行。
atm-told-card-kept-not-paid-out = 银行卡已被吞没，没有出钞。款项将退回您的账户。
atm-told-balance = 账户余额
atm-told-no-balance-declined = 银行不提供此卡的余额。
atm-told-no-balance-cancelled = 已取消。
atm-told-no-balance-no-card = 没有插卡。
atm-told-no-balance-unreachable = 无法联系您的银行。
atm-told-goodbye = 谢谢，再见

atm-off-no-journal = 目前无法记录操作。
atm-off-no-terminal = 无法连接读卡器或银行。
atm-off-no-dispenser = 机内暂无现金。
atm-off-unresolved = 前一笔取款仍在处理。
atm-off-reversing = 前一笔取款正在退回。
atm-off-cash-open = 工作人员需检查前一笔取款。
atm-off-card-in-slot = 卡槽内仍有银行卡。
atm-off-stopping = 即将关闭。
atm-off-nothing-to-withdraw = 无
atm-off-over-limit = 超出单笔上限
atm-off-no-such-notes = 没有合适的面额
atm-refused-nothing-to-withdraw = 请先输入金额。
atm-refused-over-limit = 单笔最多 { $most }。
atm-refused-no-such-notes = 机内面额无法凑成此金额。请换一个金额。

atm-key-withdraw = 取款
atm-key-balance = 查询余额
atm-key-amount = 金额
atm-key-digit = 数字
atm-key-clear = 更正
atm-key-enter = 确认
atm-key-confirm = 是，{ $amount }
atm-key-change = 其他金额
atm-key-cancel = 取消
atm-key-receipt = 是，打印
atm-key-finish = 否，完成
atm-key-done = 完成
atm-key-still-here = 我还在

atm-slot-insert = 插入银行卡
atm-slot-shut = 卡槽
atm-slot-inside = 卡在机内
atm-slot-take = 取回银行卡
atm-slot-kept = 已吞卡
atm-paper = 凭条
atm-paper-take = 取走凭条
atm-tray = 出钞口
atm-tray-take = 取走 { $amount }

atm-trouble-refuse = 银行拒绝
atm-trouble-keep-card = 吞卡
atm-trouble-jam = 卡钞
atm-trouble-bank-gone = 银行无法连接
