# The screens.
language-name = العربية
language-title = اختيار اللغة
language-choose = اللغة: { language-name }
language-close = إغلاق اللغات
list-comma = {"، "}
sentences = { $first } { $second }
call-staff = نداء الموظفين
training-banner = وضع تدريبي. لا يُخصم شيء ولا يُطهى شيء.

# Before anybody is there.
starting-title = لحظة من فضلكم، جهاز الطلب يبدأ العمل
attract-question = أين ستأكلون؟
attract-promise = تصفّحوا واختاروا بحرّية. لا نطلب البطاقة إلا في النهاية.
attract-card-off = { $why } يمكنكم الطلب هنا والدفع عند الكاونتر.
out-of-service-title = هذا الجهاز متوقف مؤقتًا
out-of-service-what = يرجى الطلب عند الكاونتر. نعتذر عن الإزعاج.

# The menu.
list-categories = الأقسام
list-dishes = الأطباق
list-cart = الطلب
list-choices = الخيارات
list-facts = الوصف
scroll-up = إلى الأعلى، { $what }
scroll-up-off = هذه هي البداية
scroll-down = إلى الأسفل، { $what }
scroll-down-off = هذه هي النهاية
search = بحث
search-change = تعديل البحث
search-close = إغلاق البحث
search-hint = عمّ تبحثون؟
search-nothing = لا نتائج. جرّبوا حروفًا أقل.
search-found = { $count ->
    [zero] لا أطباق
    [one] عُثر على طبق واحد
    [two] عُثر على طبقين
    [few] عُثر على { $count } أطباق
    [many] عُثر على { $count } طبقًا
   *[other] عُثر على { $count } طبق
}
take = إضافة { $what }
sold-out = نفد
not-now = ليس الآن
only-during = من { $from } إلى { $until }
age-badge = { $age }+
fit-traces = احتمال وجود آثار
fit-unfit = غير مناسب
filter = الحساسية والحمية
filter-on = الحساسية والحمية ({ $count })
filter-title = الحساسية والحمية
filter-avoid = أتجنّب
filter-diets = آكل فقط
filter-caution = ما لا يناسبكم يظهر باهتًا ولا يُخفى. تُستخدم في مطبخنا كل مسبّبات الحساسية: إن كانت لديكم حساسية، تحدّثوا مع الموظفين.
filter-clear = مسح الكل
filter-clear-off = لم يُختر شيء
filter-done = عرض القائمة

# The keyboard.
keyboard-rows = 1234567890،؟- ضصثقفغعهخحجد شسيبلاتنمكط. ئءؤرىةوزظذأإآ
keyboard-rows-few = 1234567890 ضصثقفغعهخح شسيبلاتنمك ءجدطرةوزظذ
key-backspace = حذف حرف
key-backspace-off = لم يُكتب شيء
key-clear = مسح
key-space = مسافة
key-done = تم

# The cart.
cart-title = { $count ->
    [0] طلبكم
    [zero] طلبكم
    [one] طلبكم: صنف واحد
    [two] طلبكم: صنفان
    [few] طلبكم: { $count } أصناف
    [many] طلبكم: { $count } صنفًا
   *[other] طلبكم: { $count } صنف
}
cart-empty = طلبكم فارغ. اختاروا ما تشتهون.
undo = تراجع
undo-off = لا شيء للتراجع عنه
redo = إعادة
redo-off = لا شيء لإعادته
total = المجموع
total-is = المجموع { $amount }
to-review = عرض طلبي
start-over = البدء من جديد
blocked-empty = اختاروا شيئًا أولًا
blocked-sold-out-in-cart = أزيلوا ما نفد
blocked-nothing-to-pay = لا شيء للدفع
change = تعديل
remove = إزالة
line-change = تعديل { $what }
line-remove = إزالة { $what }
line-less = أقل بواحد: { $what }
line-less-off = الحد الأدنى واحد
line-more = أكثر بواحد: { $what }
line-more-off = هذا هو الحد الأقصى من الطبق نفسه
line-sold-out = نفد. عدّلوه أو أزيلوه.
line-gone = لم يعد في القائمة. يرجى إزالته.

# A product.
product-back = العودة إلى القائمة
product-keep = العودة دون تعديل
product-add = إضافة · { $amount }
product-save = حفظ · { $amount }
kcal = { $kcal } سعرة
contains = يحتوي على: { $what }
contains-none = لا يحتوي على أيٍّ من مسبّبات الحساسية الأربعة عشر
may-contain = قد يحتوي على: { $what }
suits = مناسب: { $what }
age-notice = من سن { $age } عامًا: سيطلب الموظفون هويتكم.
fit-traces-long = قد يحتوي على آثار مما تتجنّبونه
fit-unfit-long = لا يناسب ما تأكلونه
choose-exactly = { $count ->
    [zero] لا تختاروا شيئًا
    [one] اختاروا واحدًا
    [two] اختاروا اثنين
    [few] اختاروا { $count }
    [many] اختاروا { $count }
   *[other] اختاروا { $count }
}
choose-up-to = اختاروا حتى { $max }
choose-between = اختاروا من { $min } إلى { $max }
group-full = لا مزيد هنا
option-of = { $group }: { $option }
unmet-choose = { $count ->
    [zero] اختاروا: { $what }
    [one] بقي اختيار واحد: { $what }
    [two] بقي اختياران: { $what }
    [few] بقيت { $count } اختيارات: { $what }
    [many] بقي { $count } اختيارًا: { $what }
   *[other] بقي { $count } اختيار: { $what }
}
unmet-fill = اختاروا: { $what }
unmet-sold-out = نفد، اختاروا من جديد: { $what }
note-title = طلب خاص للمطبخ
note-hint = بضع كلمات، مثل «الصلصة على حدة»
note-write = كتابة طلب خاص…
note-quoted = «{ $note }»

# The review.
review-title = طلبكم
review-back = متابعة الاختيار
review-line = { $count } × { $what }
review-tax = ضريبة { $rate }%: { $tax } ضمن { $gross }
review-kcal = { $kcal } سعرة في المجموع
pay-card = دفع { $amount } بالبطاقة
pay-counter = دفع { $amount } عند الكاونتر
card-off-no-terminal = لا يوجد جهاز دفع هنا.
card-off-unresolved = لا تُقبل البطاقات حتى يسوّي الموظفون الدفعة { $reference }.
card-off-reversing = لا تُقبل البطاقات حتى تُعاد الدفعة { $reference }.
card-off-unheard = جهاز الدفع يستعد للعمل.
card-off-busy = جهاز الدفع مشغول.
card-off-unreachable = لا يمكن الوصول إلى جهاز الدفع.
card-off-no-journal = الدفع بالبطاقة غير متاح الآن.
card-off-kitchen-behind = لا يستطيع المطبخ استقبال الطلبات من هنا الآن.
card-off-journal-damaged = لا تُقبل البطاقات حتى يفحص الموظفون سجلات الجهاز.
card-off-stopping = جهاز الطلب على وشك الإغلاق.
counter-off = الكاونتر لا يستقبل طلبات الآن.

# Starting over.
start-over-question = هل تريدون البدء من جديد؟
start-over-what = { $count ->
    [0] ستعودون إلى البداية.
    [zero] ستعودون إلى البداية.
    [one] سيُزال الصنف الموجود في طلبكم.
    [two] سيُزال الصنفان الموجودان في طلبكم.
    [few] ستُزال { $count } أصناف من طلبكم.
    [many] سيُزال { $count } صنفًا من طلبكم.
   *[other] سيُزال { $count } صنف من طلبكم.
}
start-over-no = الاحتفاظ بطلبي
start-over-yes = إزالة الكل

# Paying by card.
card-to-pay = المبلغ المطلوب
card-waking = جارٍ تشغيل جهاز الدفع
card-waking-more = لحظة من فضلكم.
card-present-card = قرّبوا بطاقتكم أو أدخلوها
card-present-card-more = على جهاز الدفع بجانب هذه الشاشة.
card-enter-pin = أدخلوا رمزكم السري
card-enter-pin-more = على جهاز الدفع. غطّوا الأزرار بيدكم.
card-wrong-pin = الرمز غير صحيح
card-wrong-pin-more = أدخلوه مرة أخرى على جهاز الدفع.
card-authorising = نسأل البنك
card-authorising-more = يستغرق ذلك بضع ثوانٍ.
card-remove-card = خذوا بطاقتكم
card-remove-card-more = ثم يظهر رقمكم هنا.
card-follow-terminal = انظروا إلى جهاز الدفع
card-follow-terminal-more = لديه سؤال لكم.
card-please-wait = لحظة من فضلكم
card-please-wait-more = جهاز الدفع ما زال يعمل.
card-card-unreadable = تعذّرت قراءة البطاقة
card-card-unreadable-more = قرّبوها أو أدخلوها مرة أخرى، أو استعملوا بطاقة أخرى.
card-taking-back = جارٍ إلغاء الدفعة
card-taking-back-more = لم يكتمل الدفع. لن يُخصم منكم شيء.
card-closing = لم يُخصم شيء
card-closing-more = يعود طلبكم بعد لحظة.
card-cancel = إلغاء مع الاحتفاظ بطلبي
card-cancelling = جارٍ الإلغاء
card-no-cancel = فات أوان الإلغاء. إن لم ينجح الدفع فلن تخسروا شيئًا.
checking-title = نتحقق من دفعتكم
checking-calm = لم يضع شيء. لم يُجب جهاز الدفع بعد.
checking-do-not-pay = يرجى عدم الدفع مرة أخرى.
checking-amount = المبلغ: { $amount }
placing-title = يُرسل طلبكم إلى المطبخ
placing-amount = { $amount }. لحظة من فضلكم.

# The end.
number-title = رقمكم
number-paid = المدفوع: { $amount }
number-counter = ادفعوا { $amount } عند الكاونتر
number-next-paid = ننادي هذا الرقم عندما يصبح طلبكم جاهزًا.
number-next-counter = اذكروا رقمكم عند الكاونتر وادفعوا هناك. بعد ذلك نبدأ الطهي.
number-check-id = يرجى تجهيز هويتكم: سيطلبها الموظفون.
number-receipt = طباعة الإيصال
number-receipt-show = عرض الإيصال
number-receipt-title = إيصالكم
number-receipt-close = إغلاق
number-receipt-again = محاولة الطباعة مرة أخرى
number-receipt-printed = طُبع إيصالكم
number-receipt-coming = جارٍ طباعة إيصالكم
number-finish = إنهاء
staff-title = يرجى مراجعة موظفينا
staff-say = لا نعرف بعد إن خُصم المبلغ من بطاقتكم. اذكروا هذا الرقم المرجعي:
staff-amount = المبلغ: { $amount }
staff-calm = يرجى عدم الدفع مرة أخرى. طلبكم محفوظ وسيساعدكم الموظفون.
staff-finish = أبلغت الموظفين

# Over a screen.
still-there-title = هل ما زلتم هنا؟
still-there-what = المسوا الشاشة للاحتفاظ بطلبكم.
still-there-button = المسوا الزر للاحتفاظ بطلبكم.
still-there-left = { $seconds ->
    [zero] انتهى الوقت
    [one] بقيت ثانية واحدة
    [two] بقيت ثانيتان
    [few] بقيت { $seconds } ثوانٍ
    [many] بقيت { $seconds } ثانية
   *[other] بقيت { $seconds } ثانية
}
still-there-yes = نعم، احتفظ بطلبي
notice-staff-called = سيأتي من يساعدكم.
notice-service-changed = تم. قد تتغير الضريبة، أما الأسعار فتبقى كما هي.
notice-welcome-back = اضطر الجهاز إلى إعادة التشغيل. طلبكم ما زال هنا.
notice-counter-failed = تعذّر إرسال طلبكم. يرجى المحاولة مرة أخرى.
notice-sold-out = نفد للتو: { $what }. يرجى تعديله أو إزالته.
not-charged-cancelled-at-terminal = أُلغي على جهاز الدفع. لم يُخصم شيء، وطلبكم ما زال هنا.
not-charged-cancelled-here = أُلغي. لم يُخصم شيء، وطلبكم ما زال هنا.
not-charged-no-card = لم تُقدَّم بطاقة. لم يُخصم شيء، وطلبكم ما زال هنا.
not-charged-unreachable = لا يمكن الوصول إلى جهاز الدفع. لم يُخصم شيء. حاولوا مرة أخرى أو ادفعوا عند الكاونتر.
not-charged-busy = جهاز الدفع مشغول. لم يُخصم شيء. حاولوا بعد لحظة.
not-charged-not-recorded = تعذّر بدء الدفع. لم يُخصم شيء. يرجى سؤال الموظفين.
not-charged-taken-back = أُلغيت الدفعة. لن يُخصم منكم شيء. يرجى المحاولة مرة أخرى.
not-charged-not-found = لا يعرف جهاز الدفع أي دفعة. لم يُخصم شيء. يرجى المحاولة مرة أخرى.
declined-refused = رفض البنك. لم يُخصم شيء. جرّبوا بطاقة أخرى أو ادفعوا عند الكاونتر.
declined-insufficient-funds = رصيد هذه البطاقة لا يكفي. لم يُخصم شيء. جرّبوا بطاقة أخرى أو ادفعوا عند الكاونتر.
declined-expired = انتهت صلاحية هذه البطاقة. لم يُخصم شيء. جرّبوا بطاقة أخرى أو ادفعوا عند الكاونتر.
declined-wrong-pin = أُدخل رمز خاطئ مرات كثيرة. لم يُخصم شيء. جرّبوا بطاقة أخرى أو ادفعوا عند الكاونتر.
declined-unreadable = تعذّرت قراءة البطاقة. لم يُخصم شيء. حاولوا مرة أخرى أو استعملوا بطاقة أخرى.
declined-not-accepted = لا نقبل هذا النوع من البطاقات. لم يُخصم شيء. جرّبوا بطاقة أخرى أو ادفعوا عند الكاونتر.
# In the terminal’s own language, whichever that is.
terminal-says = يقول جهاز الدفع: «{ $words }»
refused-not-now = يُقدَّم من { $from } إلى { $until }.
refused-sold-out = لقد نفد.
refused-group-full = لا يزيد هنا عن { $max }. أزيلوا خيارًا أولًا.
refused-line-full = لا يزيد عن { $max } من الطبق نفسه.
refused-cart-full = طلبكم ممتلئ. أزيلوا سطرًا لإضافة آخر.
refused-over-ceiling = أقصى مبلغ لطلب واحد هو { $amount }. يرجى طلب الباقي عند الكاونتر.
refused-incomplete = بقي شيء لم تختاروه.
refused-amount = هذا المبلغ أكبر مما يسمح به الجهاز.
refused-too-late = فات الأوان: الدفعة قيد البتّ.
refused-not-in-service = الجهاز لا يستقبل طلبات جديدة الآن.

# The simulated terminal.
terminal-title = جهاز دفع محاكى، للعرض
terminal-open = إظهار جهاز الدفع المحاكى
terminal-close = إخفاء جهاز الدفع المحاكى
terminal-tab = جهاز دفع محاكى
terminal-tap-card = قرّبوا البطاقة هنا
terminal-insert-card = إدخال البطاقة
terminal-remove-card-out = سحب البطاقة
terminal-digit = زر { $digit }
terminal-cancel = إلغاء
terminal-cancel-name = الزر الأحمر، إلغاء
terminal-clear = مسح
terminal-clear-name = الزر الأصفر، مسح
terminal-enter = موافق
terminal-enter-name = الزر الأخضر، موافق
terminal-asleep = في وضع السكون
terminal-present-card = قدّموا البطاقة
terminal-enter-pin = الرمز ثم موافق
terminal-wrong-pin = رمز خاطئ، أعيدوا
terminal-authorising = يرجى الانتظار…
terminal-remove-card = اسحبوا البطاقة
terminal-follow-terminal = يرجى التأكيد
terminal-please-wait = لحظة…
terminal-card-unreadable = لم تُقرأ، أعيدوا
terminal-taking-back = جارٍ الإلغاء…
terminal-approved = تمت الموافقة
terminal-declined = مرفوض
terminal-cancelled = ملغى
terminal-trouble = تجربة عطل
trouble-decline = البنك يرفض
trouble-slow = بنك بطيء
trouble-line-down = الخط مقطوع
trouble-late-answer = رد متأخر
