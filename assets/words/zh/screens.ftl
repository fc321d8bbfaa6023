# The screens.
language-name = 简体中文
language-title = 选择语言
language-choose = 语言：{ language-name }
language-close = 关闭语言选择
list-comma = {"、"}
sentences = { $first }{ $second }
call-staff = 呼叫店员
training-banner = 培训模式。不扣款，也不做菜。

# Before anybody is there.
starting-title = 请稍候，点餐机正在启动
attract-question = 您在哪里用餐？
attract-promise = 随意浏览，慢慢挑选。最后才需要出示银行卡。
attract-card-off = { $why }您可以在此点餐，到柜台付款。
out-of-service-title = 本机暂停服务
out-of-service-what = 请到柜台点餐。给您带来不便，敬请谅解。

# The menu.
list-categories = 分类
list-dishes = 菜品
list-cart = 订单
list-choices = 选项
list-facts = 说明
scroll-up = 向上滚动，{ $what }
scroll-up-off = 已到顶部
scroll-down = 向下滚动，{ $what }
scroll-down-off = 已到底部
search = 搜索
search-change = 修改搜索
search-close = 关闭搜索
search-hint = 您想找什么？
search-nothing = 没有找到。请减少字数再试。
search-found = { $count ->
   *[other] 找到 { $count } 道菜
}
take = 加入{ $what }
sold-out = 已售完
not-now = 暂不供应
only-during = { $from } 至 { $until }
age-badge = { $age }+
fit-traces = 可能含微量成分
fit-unfit = 不适合
filter = 过敏原与饮食
filter-on = 过敏原与饮食（{ $count }）
filter-title = 过敏原与饮食
filter-avoid = 我不吃
filter-diets = 我只吃
filter-caution = 不适合的菜品会变淡，不会隐藏。本店厨房会接触所有过敏原：如您有过敏，请告知店员。
filter-clear = 全部清除
filter-clear-off = 尚未选择
filter-done = 查看菜单

# The keyboard.
keyboard-rows = 1234567890 qwertyuiop asdfghjkl' zxcvbnm,.-
keyboard-rows-few = 1234567890 qwertyuiop asdfghjkl' zxcvbnm,.-
key-backspace = 删除一个字
key-backspace-off = 尚未输入
key-clear = 清除
key-space = 空格
key-done = 完成

# The cart.
cart-title = { $count ->
    [0] 您的订单
   *[other] 您的订单：{ $count } 件
}
cart-empty = 订单是空的。请挑选您喜欢的菜品。
undo = 撤销
undo-off = 没有可撤销的操作
redo = 重做
redo-off = 没有可重做的操作
total = 合计
total-is = 合计 { $amount }
to-review = 查看订单
start-over = 重新开始
blocked-empty = 请先选择菜品
blocked-sold-out-in-cart = 请删除已售完的菜品
blocked-nothing-to-pay = 没有需要支付的金额
change = 修改
remove = 删除
line-change = 修改{ $what }
line-remove = 删除{ $what }
line-less = 减一份：{ $what }
line-less-off = 至少一份
line-more = 加一份：{ $what }
line-more-off = 同一菜品已达上限
line-sold-out = 已售完。请修改或删除。
line-gone = 已下架。请删除。

# A product.
product-back = 返回菜单
product-keep = 返回，不修改
product-add = 加入 · { $amount }
product-save = 保存 · { $amount }
kcal = { $kcal } 千卡
contains = 含有：{ $what }
contains-none = 不含 14 种过敏原中的任何一种
may-contain = 可能含有：{ $what }
suits = 适合：{ $what }
age-notice = 需年满 { $age } 岁：店员会查验证件。
fit-traces-long = 可能含有您不吃的微量成分
fit-unfit-long = 不适合您的饮食要求
choose-exactly = 选 { $count } 项
choose-up-to = 最多选 { $max } 项
choose-between = 选 { $min } 至 { $max } 项
group-full = 已选满
option-of = { $group }：{ $option }
unmet-choose = { $count ->
   *[other] 还需选 { $count } 项：{ $what }
}
unmet-fill = 请选择：{ $what }
unmet-sold-out = 已售完，请重新选择：{ $what }
note-title = 给厨房的留言（拼音或英文）
note-hint = 例如 jiang liao ling fang
note-write = 写留言…
note-quoted = “{ $note }”

# The review.
review-title = 您的订单
review-back = 继续点餐
review-line = { $count } × { $what }
review-tax = 增值税 { $rate }%：{ $gross } 中含 { $tax }
review-kcal = 共 { $kcal } 千卡
pay-card = 刷卡支付 { $amount }
pay-counter = 到柜台支付 { $amount }
card-off-no-terminal = 此处没有刷卡机。
card-off-unresolved = 店员处理完付款 { $reference } 之后才能刷卡。
card-off-reversing = 付款 { $reference } 退回之后才能刷卡。
card-off-unheard = 刷卡机正在启动。
card-off-busy = 刷卡机正忙。
card-off-unreachable = 无法连接刷卡机。
card-off-no-journal = 目前无法刷卡。
card-off-kitchen-behind = 厨房目前无法接收这里的订单。
card-off-journal-damaged = 店员检查点餐机记录之后才能刷卡。
card-off-stopping = 点餐机即将关闭。
counter-off = 柜台目前不接受订单。

# Starting over.
start-over-question = 重新开始吗？
start-over-what = { $count ->
    [0] 您将回到起始页。
   *[other] 订单中的 { $count } 件菜品将被删除。
}
start-over-no = 保留订单
start-over-yes = 全部删除

# Paying by card.
card-to-pay = 应付金额
card-waking = 正在启动刷卡机
card-waking-more = 请稍候。
card-present-card = 请贴卡或插卡
card-present-card-more = 在屏幕旁边的刷卡机上操作。
card-enter-pin = 请输入密码
card-enter-pin-more = 在刷卡机上输入，请用手遮挡按键。
card-wrong-pin = 密码错误
card-wrong-pin-more = 请在刷卡机上重新输入。
card-authorising = 正在联系银行
card-authorising-more = 需要几秒钟。
card-remove-card = 请取回银行卡
card-remove-card-more = 之后您的号码会显示在这里。
card-follow-terminal = 请看刷卡机
card-follow-terminal-more = 刷卡机上有问题需要您回答。
card-please-wait = 请稍候
card-please-wait-more = 刷卡机仍在处理。
card-card-unreadable = 无法读取银行卡
card-card-unreadable-more = 请重新贴卡或插卡，或换一张卡。
card-taking-back = 正在撤销付款
card-taking-back-more = 付款未能完成，不会扣款。
card-closing = 没有扣款
card-closing-more = 您的订单马上返回。
card-cancel = 取消付款，保留订单
card-cancelling = 正在取消
card-no-cancel = 已无法取消。如果付款失败，您不会有任何损失。
checking-title = 正在核对您的付款
checking-calm = 请放心，没有损失。刷卡机尚未应答。
checking-do-not-pay = 请勿重复付款。
checking-amount = 金额：{ $amount }
placing-title = 正在把订单送往厨房
placing-amount = { $amount }。请稍候。

# The end.
number-title = 您的号码
number-paid = 已付：{ $amount }
number-counter = 请到柜台支付 { $amount }
number-next-paid = 餐点做好后，我们会叫这个号码。
number-next-counter = 请到柜台报号付款，之后我们开始制作。
number-check-id = 请准备好证件：店员会查验。
number-receipt = 打印小票
number-receipt-show = 查看小票
number-receipt-title = 您的小票
number-receipt-close = 关闭
number-receipt-again = 重新打印
number-receipt-printed = 小票已打印
number-receipt-coming = 小票正在打印
number-finish = 完成
staff-title = 请联系店员
staff-say = 目前还不清楚您的卡是否已扣款。请向店员出示此编号：
staff-amount = 金额：{ $amount }
staff-calm = 请勿重复付款。订单已保留，店员会帮助您。
staff-finish = 我已告知店员

# Over a screen.
still-there-title = 您还在吗？
still-there-what = 触摸屏幕任意位置即可保留订单。
still-there-button = 请触摸按钮保留订单。
still-there-left = { $seconds ->
   *[other] 还剩 { $seconds } 秒
}
still-there-yes = 是，保留订单
notice-staff-called = 店员马上过来帮助您。
notice-service-changed = 已更改。税额可能不同，价格不变。
notice-welcome-back = 点餐机刚刚重新启动。您的订单仍然保留。
notice-counter-failed = 订单未能发送。请再试一次。
notice-sold-out = 刚刚售完：{ $what }。请修改或删除。
not-charged-cancelled-at-terminal = 已在刷卡机上取消。没有扣款，订单仍然保留。
not-charged-cancelled-here = 已取消。没有扣款，订单仍然保留。
not-charged-no-card = 没有检测到银行卡。没有扣款，订单仍然保留。
not-charged-unreachable = 无法连接刷卡机。没有扣款。请再试一次或到柜台付款。
not-charged-busy = 刷卡机正忙。没有扣款。请稍后再试。
not-charged-not-recorded = 付款未能开始。没有扣款。请联系店员。
not-charged-taken-back = 付款已撤销，不会扣款。请再试一次。
not-charged-not-found = 刷卡机没有付款记录。没有扣款。请再试一次。
declined-refused = 银行拒绝了付款。没有扣款。请换一张卡或到柜台付款。
declined-insufficient-funds = 卡内余额不足。没有扣款。请换一张卡或到柜台付款。
declined-expired = 此卡已过期。没有扣款。请换一张卡或到柜台付款。
declined-wrong-pin = 密码错误次数过多。没有扣款。请换一张卡或到柜台付款。
declined-unreadable = 无法读取银行卡。没有扣款。请再试一次或换一张卡。
declined-not-accepted = 本店不接受此类银行卡。没有扣款。请换一张卡或到柜台付款。
# In the terminal’s own language, whichever that is.
terminal-says = 刷卡机提示：“{ $words }”
refused-not-now = 供应时间为 { $from } 至 { $until }。
refused-sold-out = 已售完。
refused-group-full = 此处最多 { $max } 项。请先取消一项。
refused-line-full = 同一菜品最多 { $max } 份。
refused-cart-full = 订单已满。请先删除一项再添加。
refused-over-ceiling = 单笔订单最高 { $amount }。其余请到柜台点餐。
refused-incomplete = 还有选项未选。
refused-amount = 金额超出点餐机上限。
refused-too-late = 太晚了：付款正在处理。
refused-not-in-service = 点餐机目前不接受新订单。

# The simulated terminal.
terminal-title = 模拟刷卡机，仅供演示
terminal-open = 显示模拟刷卡机
terminal-close = 收起模拟刷卡机
terminal-tab = 模拟刷卡机
terminal-tap-card = 在此贴卡
terminal-insert-card = 插卡
terminal-remove-card-out = 取卡
terminal-digit = 按键 { $digit }
terminal-cancel = 取消
terminal-cancel-name = 红键，取消
terminal-clear = 清除
terminal-clear-name = 黄键，清除
terminal-enter = 确认
terminal-enter-name = 绿键，确认
terminal-asleep = 待机
terminal-present-card = 请出示银行卡
terminal-enter-pin = 输入密码后按确认
terminal-wrong-pin = 密码错误，请重试
terminal-authorising = 请稍候…
terminal-remove-card = 请取卡
terminal-follow-terminal = 请确认
terminal-please-wait = 请稍候…
terminal-card-unreadable = 未读取，请重试
terminal-taking-back = 正在撤销…
terminal-approved = 交易成功
terminal-declined = 交易被拒
terminal-cancelled = 已取消
terminal-trouble = 模拟故障
trouble-decline = 银行拒绝
trouble-slow = 银行响应慢
trouble-line-down = 线路中断
trouble-late-answer = 应答延迟
