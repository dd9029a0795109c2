"""The shape of a file that is taken in."""

from django import forms
from django.utils.translation import gettext_lazy

from unionhall.modules.learning.forms.units import UnitForm


class MediaForm(UnitForm):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("传一个文件"),
        help_text=gettext_lazy("图片、录音（MP3、M4A）、视频（MP4）或者 PDF。图片会缩小，拍摄地点这些信息会去掉。"),
        error_messages={
            "required": gettext_lazy("选一个文件"),
            "empty": gettext_lazy("这个文件是空的"),
        },
        widget=forms.FileInput(attrs={"accept": "image/*,audio/mpeg,audio/mp4,.m4a,video/mp4,application/pdf"}),
    )
