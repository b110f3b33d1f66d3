"""The commands of photos."""

from fangxian.response.photos.actions.keep_photo import MOST, keep_photo

__all__ = ["MOST", "keep_photo"]
