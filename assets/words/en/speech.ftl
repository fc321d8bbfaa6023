# What is said and never shown.
speech-begins = Speech is on.
speech-off = Speech is off.
speech-ended = Speech has ended. This screen is free.
speech-keys = { $next }: the next thing. { $previous }: the one before. { $select }: choose it. { $back }: go back. { $repeat }: say it again. { $quieter } and { $louder }: quieter and louder. { $slower } and { $faster }: slower and faster. { $speech }: speech off.
speech-volume = Volume { $step } of { $of }
speech-speed = Speed { $step } of { $of }
speech-place = { $place } of { $of }
speech-role-button = button
speech-role-checkbox = check box
speech-role-radiobutton = choice
speech-role-switch = switch
speech-role-tab = tab
speech-chosen = chosen
speech-not-chosen = not chosen
speech-off-now = not available now
speech-secret = A digit key. Digits are told to a headset only; the keys of the device have a raised dot on the five.
speech-digits = { $count ->
    [0] No digit is typed.
    [one] One digit is typed.
   *[other] { $count } digits are typed.
}
speech-seconds = { $seconds ->
    [one] One second left.
   *[other] { $seconds } seconds left.
}
speech-line = { $count } { $what }
speech-line-gone = Removed: { $what }
speech-quantity = Quantity { $count }
speech-dishes = { $count ->
    [0] No dishes here.
    [one] One dish.
   *[other] { $count } dishes.
}
speech-leaf = vegetarian
speech-number = Your number: { $number }
speech-written = Written: { $text }
speech-device = { $title }. Its display says: { $display }
speech-plus = plus
speech-minus = minus
speech-kcal = kilocalories
speech-eur = { $count ->
    [one] { $count } euro
   *[other] { $count } euros
}
speech-eur-part = { $count ->
    [one] { $count } cent
   *[other] { $count } cents
}
speech-gbp = { $count ->
    [one] { $count } pound
   *[other] { $count } pounds
}
speech-gbp-part = { $count } pence
speech-usd = { $count ->
    [one] { $count } dollar
   *[other] { $count } dollars
}
speech-usd-part = { $count ->
    [one] { $count } cent
   *[other] { $count } cents
}
