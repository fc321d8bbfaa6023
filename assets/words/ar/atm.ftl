# The cash machine.
atm-training = وضع تدريبي. لا يُخصم من أي حساب ولا تخرج نقود.
atm-starting = لحظة من فضلكم
atm-out-of-service = لا نقود هنا الآن
atm-name = صراف آلي
atm-welcome = نقد أم رصيد؟
atm-welcome-what = قرّروا أولًا. البطاقة ورمزها يأتيان في النهاية.
atm-amount = كم المبلغ؟
atm-amount-what = اختاروا مبلغًا أو أدخلوا غيره. الحد الأقصى { $most }.
atm-amount-enter = اضغطوا الزر الأخضر عندما يكون المبلغ صحيحًا.
atm-confirm = هذا المبلغ؟
atm-confirm-what = بعد ذلك لا يستطيع أحد تغيير المبلغ.
atm-card = أدخلوا بطاقتكم
atm-pin = أدخلوا رمزكم السري
atm-pin-what = غطّوا الأزرار بيدكم ثم اضغطوا الزر الأخضر.
atm-pin-wrong = الرمز غير صحيح
atm-pin-left = { $left ->
    [zero] لم تبقَ محاولات.
    [one] بقيت محاولة واحدة.
    [two] بقيت محاولتان.
    [few] بقيت { $left } محاولات.
    [many] بقيت { $left } محاولة.
   *[other] بقيت { $left } محاولة.
}
atm-bank = نسأل بنككم
atm-bank-slow = يحتاج البنك بعض الوقت. يرجى البقاء هنا.
atm-take-card = خذوا بطاقتكم
atm-take-card-cash = خذوا بطاقتكم. بعدها يخرج { $amount }.
atm-counting = جارٍ عدّ نقودكم
atm-counting-slow = يستغرق ذلك وقتًا أطول من المعتاد. يرجى البقاء هنا.
atm-take-cash = خذوا نقودكم
atm-receipt = هل تريدون إيصالًا؟
atm-seconds = { $seconds ->
    [zero] انتهى الوقت.
    [one] بقيت ثانية واحدة.
    [two] بقيت ثانيتان.
    [few] بقيت { $seconds } ثوانٍ.
    [many] بقيت { $seconds } ثانية.
   *[other] بقيت { $seconds } ثانية.
}
atm-still-there = اضغطوا الزر للمتابعة.

atm-told-declined = رفض بنككم. لم يُخصم شيء.
atm-told-cancelled-at-terminal = أُلغي. لم يُخصم شيء.
atm-told-cancelled-here = أُلغي. لم يُخصم شيء.
atm-told-no-card = لم تُدخَل بطاقة. لم يُخصم شيء.
atm-told-unreachable = لا يمكن الوصول إلى بنككم. لم يُخصم شيء.
atm-told-busy = قارئ البطاقات مشغول. لم يُخصم شيء.
atm-told-not-recorded = تعذّر تسجيل العملية. لم يُخصم شيء.
atm-told-taken-back = عاد المبلغ إلى حسابكم.
atm-told-not-found = لم يُخصم شيء.
atm-told-not-paid-out = لم تخرج نقود. يعود المبلغ إلى حسابكم.
atm-told-cash-returned = لم تُؤخذ النقود. يعود المبلغ إلى حسابكم.
atm-told-ask-staff = يرجى سؤال الموظفين. رقمكم المرجعي:
atm-ask-staff-what = لا نعرف بعد ما جرى. لم يضع شيء: يمكن للموظفين تسويته بهذا الرقم المرجعي.
atm-told-card-kept = احتُجزت بطاقتكم. يرجى الاتصال ببنككم.
atm-told-card-kept-not-paid-out = احتُجزت بطاقتكم ولم تخرج نقود. يعود المبلغ إلى حسابكم.
atm-told-balance = في حسابكم
atm-told-no-balance-declined = لا يعطي بنككم رصيدًا لهذه البطاقة.
atm-told-no-balance-cancelled = أُلغي.
atm-told-no-balance-no-card = لم تُدخَل بطاقة.
atm-told-no-balance-unreachable = لا يمكن الوصول إلى بنككم.
atm-told-goodbye = مع السلامة وشكرًا

atm-off-no-journal = لا يمكن تسجيل شيء الآن.
atm-off-no-terminal = لا يمكن الوصول إلى قارئ البطاقات أو البنك.
atm-off-no-dispenser = لا نقود في الجهاز الآن.
atm-off-unresolved = سحب سابق ما زال قيد التسوية.
atm-off-reversing = سحب سابق ما زال يُعاد.
atm-off-cash-open = على الموظفين فحص سحب سابق.
atm-off-card-in-slot = ما زالت بطاقة في الفتحة.
atm-off-stopping = على وشك الإغلاق.
atm-off-nothing-to-withdraw = لا شيء
atm-off-over-limit = كثير دفعة واحدة
atm-off-no-such-notes = لا أوراق نقدية مناسبة
atm-refused-nothing-to-withdraw = أدخلوا مبلغًا أولًا.
atm-refused-over-limit = بحد أقصى { $most } دفعة واحدة.
atm-refused-no-such-notes = الأوراق النقدية الموجودة لا تكوّن هذا المبلغ. جرّبوا غيره.

atm-key-withdraw = سحب نقد
atm-key-balance = الرصيد
atm-key-amount = المبلغ
atm-key-digit = رقم
atm-key-clear = تصحيح
atm-key-enter = تأكيد
atm-key-confirm = نعم، { $amount }
atm-key-change = مبلغ آخر
atm-key-cancel = إلغاء
atm-key-receipt = نعم، اطبع
atm-key-finish = لا، إنهاء
atm-key-done = إنهاء
atm-key-still-here = ما زلت هنا

atm-slot-insert = أدخلوا البطاقة
atm-slot-shut = فتحة البطاقة
atm-slot-inside = البطاقة في الداخل
atm-slot-take = خذوا البطاقة
atm-slot-kept = احتُجزت البطاقة
atm-paper = الإيصالات
atm-paper-take = خذوا الإيصال
atm-tray = تخرج النقود من هنا
atm-tray-take = خذوا { $amount }

atm-trouble-refuse = البنك يرفض
atm-trouble-keep-card = تُحتجز البطاقة
atm-trouble-jam = انحشار الأوراق
atm-trouble-bank-gone = البنك غير متاح
