"""Pictures that come with a form."""

from django.core.files.uploadedfile import UploadedFile

from unionhall.modules.safety import actions
from unionhall.modules.safety.models import Photo


def taken_in(upload: "UploadedFile[bytes]") -> Photo:
    """A picture that came with a form, drawn anew and kept. Raises Refused."""
    if upload.file is None:
        raise ValueError("an upload without a file")
    return actions.keep_photo(upload.file, upload.size or 0)
