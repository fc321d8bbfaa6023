# What is said and never shown.
speech-begins = القراءة الصوتية مفعّلة.
speech-off = القراءة الصوتية متوقفة.
speech-ended = انتهت القراءة الصوتية. هذه الشاشة متاحة.
speech-keys = { $next }: التالي. { $previous }: السابق. { $select }: اختيار. { $back }: رجوع. { $repeat }: إعادة القول. { $quieter } و{ $louder }: أخفض وأعلى. { $slower } و{ $faster }: أبطأ وأسرع. { $speech }: إيقاف القراءة.
speech-volume = مستوى الصوت { $step } من { $of }
speech-speed = السرعة { $step } من { $of }
speech-place = { $place } من { $of }
speech-role-button = زر
speech-role-checkbox = مربع اختيار
speech-role-radiobutton = خيار
speech-role-switch = مفتاح
speech-role-tab = تبويب
speech-chosen = مختار
speech-not-chosen = غير مختار
speech-off-now = غير متاح الآن
speech-secret = زر رقم. تُقال الأرقام في سماعة الرأس فقط؛ وعلى أزرار الجهاز نقطة بارزة على الرقم خمسة.
speech-digits = { $count ->
    [0] لم يُدخَل أي رقم.
    [zero] لم يُدخَل أي رقم.
    [one] أُدخل رقم واحد.
    [two] أُدخل رقمان.
    [few] أُدخلت { $count } أرقام.
    [many] أُدخل { $count } رقمًا.
   *[other] أُدخل { $count } رقم.
}
speech-seconds = { $seconds ->
    [zero] انتهى الوقت.
    [one] بقيت ثانية واحدة.
    [two] بقيت ثانيتان.
    [few] بقيت { $seconds } ثوانٍ.
    [many] بقيت { $seconds } ثانية.
   *[other] بقيت { $seconds } ثانية.
}
speech-line = { $count } { $what }
speech-line-gone = أُزيل: { $what }
speech-quantity = الكمية { $count }
speech-dishes = { $count ->
    [0] لا أطباق هنا.
    [zero] لا أطباق هنا.
    [one] طبق واحد.
    [two] طبقان.
    [few] { $count } أطباق.
    [many] { $count } طبقًا.
   *[other] { $count } طبق.
}
speech-leaf = نباتي
speech-number = رقمكم: { $number }
speech-written = المكتوب: { $text }
speech-device = { $title }. تقول شاشته: { $display }
speech-plus = زائد
speech-minus = ناقص
speech-kcal = سعرة حرارية
speech-eur = { $count ->
    [zero] { $count } يورو
    [one] { $count } يورو
    [two] { $count } يورو
    [few] { $count } يورو
    [many] { $count } يورو
   *[other] { $count } يورو
}
speech-eur-part = { $count ->
    [zero] { $count } سنت
    [one] { $count } سنت
    [two] { $count } سنت
    [few] { $count } سنتات
    [many] { $count } سنتًا
   *[other] { $count } سنت
}
speech-gbp = { $count ->
    [zero] { $count } جنيه
    [one] { $count } جنيه
    [two] { $count } جنيه
    [few] { $count } جنيهات
    [many] { $count } جنيهًا
   *[other] { $count } جنيه
}
speech-gbp-part = { $count } بنس
speech-usd = { $count ->
    [zero] { $count } دولار
    [one] { $count } دولار
    [two] { $count } دولار
    [few] { $count } دولارات
    [many] { $count } دولارًا
   *[other] { $count } دولار
}
speech-usd-part = { $count ->
    [zero] { $count } سنت
    [one] { $count } سنت
    [two] { $count } سنت
    [few] { $count } سنتات
    [many] { $count } سنتًا
   *[other] { $count } سنت
}
