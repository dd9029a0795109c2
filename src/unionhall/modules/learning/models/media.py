"""Pictures, sound, films and documents that lessons and questions show."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit

# what is kept, by the ending of its name: the type that is sent, whatever the file was called when it came
TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
}


class Media(models.Model):
    """One file of a unit, kept under the hash of what it holds.

    Its address holds that hash and asks for nothing else: lessons are read by whoever has a campaign's link, without
    signing in. 256 bits can not be guessed, only passed on, as the picture itself can.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", _("图片")
        AUDIO = "audio", _("录音")
        VIDEO = "video", _("视频")
        DOCUMENT = "document", _("PDF")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the file as it is kept, hexadecimal
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ending = models.CharField(max_length=3)  # a key of TYPES
    name = models.CharField(max_length=120)  # as the author called it
    bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)  # pixels, of a picture
    height = models.PositiveIntegerField(null=True)
    created = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit", "sha256"), name="learning_media_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Where it is served; the same as long as the file is the same, so that caches may keep it for good."""
        return f"/media/{self.sha256}/{self.kind}.{self.ending}"
