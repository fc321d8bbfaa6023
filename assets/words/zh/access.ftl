# What makes the screen easier to use.
access = 辅助功能
access-title = 您需要哪些帮助？
access-reach = 全部下移
access-reach-what = 所有按键移到坐着也能够到的位置。
access-large = 大字体
access-large-what = 全部放大，屏幕上同时显示的内容较少。
access-contrast = 高对比度
access-contrast-what = 黑底白字和黄字，边缘清晰。
access-speech = 语音
access-speech-what = 为您朗读屏幕内容。
access-on = 开
access-off = 关
access-done = 完成
