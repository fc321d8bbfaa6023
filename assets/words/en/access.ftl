# What makes the screen easier to use.
access = Easier to use
access-title = What would help you?
access-reach = Everything lower
access-reach-what = All buttons move to where you reach them sitting down.
access-large = Large text
access-large-what = Everything is larger, and there is less on the screen at once.
access-contrast = Strong contrast
access-contrast-what = White and yellow on black, with clear edges.
access-speech = Speech
access-speech-what = The screen is read out to you.
access-on = On
access-off = Off
access-done = Done
