# What makes the screen easier to use.
access = استخدام أسهل
access-title = ما الذي يساعدكم؟
access-reach = كل شيء أخفض
access-reach-what = تنزل كل الأزرار إلى حيث يصل إليها الجالس.
access-large = خط كبير
access-large-what = كل شيء أكبر، ويظهر على الشاشة أقل في كل مرة.
access-contrast = تباين قوي
access-contrast-what = أبيض وأصفر على أسود، بحواف واضحة.
access-speech = القراءة الصوتية
access-speech-what = تُقرأ لكم الشاشة بصوت عالٍ.
access-on = مفعّل
access-off = معطّل
access-done = تم
