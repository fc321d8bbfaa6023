# What is said and never shown.
speech-begins = 语音已打开。
speech-off = 语音已关闭。
speech-ended = 语音已结束。此屏幕空闲。
speech-keys = { $next }：下一项。{ $previous }：上一项。{ $select }：选择。{ $back }：返回。{ $repeat }：重读。{ $quieter } 和 { $louder }：调低和调高音量。{ $slower } 和 { $faster }：放慢和加快。{ $speech }：关闭语音。
speech-volume = 音量 { $step }，共 { $of } 级
speech-speed = 语速 { $step }，共 { $of } 级
speech-place = 第 { $place } 项，共 { $of } 项
speech-role-button = 按钮
speech-role-checkbox = 复选框
speech-role-radiobutton = 单选项
speech-role-switch = 开关
speech-role-tab = 标签
speech-chosen = 已选
speech-not-chosen = 未选
speech-off-now = 目前不可用
speech-secret = 数字键。数字只在耳机中播报；设备按键的五上有凸点。
speech-digits = { $count ->
    [0] 尚未输入数字。
   *[other] 已输入 { $count } 位数字。
}
speech-seconds = { $seconds ->
   *[other] 还剩 { $seconds } 秒。
}
speech-line = { $count } 份{ $what }
speech-line-gone = 已删除：{ $what }
speech-quantity = 数量 { $count }
speech-dishes = { $count ->
    [0] 这里没有菜品。
   *[other] { $count } 道菜。
}
speech-leaf = 素食
speech-number = 您的号码：{ $number }
speech-written = 已输入：{ $text }
speech-device = { $title }。其屏幕显示：{ $display }
speech-plus = 加
speech-minus = 减
speech-kcal = 千卡
speech-eur = { $count ->
   *[other] { $count } 欧元
}
speech-eur-part = { $count ->
   *[other] { $count } 欧分
}
speech-gbp = { $count ->
   *[other] { $count } 英镑
}
speech-gbp-part = { $count } 便士
speech-usd = { $count ->
   *[other] { $count } 美元
}
speech-usd-part = { $count ->
   *[other] { $count } 美分
}
