"""The scrambled image on the back: the face's picture in small tiles, out of order unless one has the key.

A tile is lower than a character, so that none shows a word. The key comes of the whole order id, of which
the paper shows the beginning only: who alters a face can't make the back that belongs to it.
"""

from __future__ import annotations

import hashlib
import struct
import zlib

from kiosk.rendering.ground.calibration import RESOLUTION as PRINTER
from kiosk.rendering.ground.face_picture import TILE_HEIGHT, TILE_WIDTH, FacePicture
from kiosk.rendering.mask import Mask
from kiosk.rendering.placement import Rectangle

_TILE_BYTES = TILE_WIDTH * TILE_HEIGHT // 8


def scramble_key(order_id: str, page: int) -> bytes:
    """What puts the tiles of one face in order; ``page`` counts the faces of a copy from 1."""
    return hashlib.sha256(f"scramble:{order_id}:{page}".encode()).digest()


def scrambled(picture: FacePicture, key: bytes) -> Mask:
    """The picture with its tiles in the order that ``key`` gives, to be drawn in black where
    :func:`seat` says."""
    length = picture.height * TILE_WIDTH // 8
    paper = (1 << 8 * length) - 1
    tiles = _cut(b"".join([(strip ^ paper).to_bytes(length, "big") for strip in picture.strips]))
    mixed = [tiles[place] for place in _order(len(tiles), key)]
    pixels = bytearray(len(tiles) * _TILE_BYTES)
    words = memoryview(pixels).cast("I")
    for column in range(picture.across):
        strip = b"".join(mixed[column * picture.down : (column + 1) * picture.down])
        words[column :: picture.across] = memoryview(strip).cast("I")
    return Mask(picture.width, picture.height, _deflated(pixels))


def unscrambled(mask: Mask, key: bytes) -> FacePicture:
    """The inverse of :func:`scrambled` under the same key. Raises ValueError for a mask that isn't cut into
    whole tiles."""
    across, down = mask.width // TILE_WIDTH, mask.height // TILE_HEIGHT
    if (across * TILE_WIDTH, down * TILE_HEIGHT) != (mask.width, mask.height):
        raise ValueError(f"{mask.width} × {mask.height} pixels are no whole tiles")
    words = memoryview(mask.pixels).cast("I")
    mixed = _cut(b"".join(words[column::across].tobytes() for column in range(across)))
    tiles = [b""] * len(mixed)
    for place, tile in zip(_order(len(mixed), key), mixed, strict=True):
        tiles[place] = tile
    paper = (1 << 8 * down * _TILE_BYTES) - 1
    strips = [b"".join(tiles[column * down : (column + 1) * down]) for column in range(across)]
    return FacePicture(across, down, tuple(int.from_bytes(strip, "big") ^ paper for strip in strips))


def seat(box: Rectangle, mask: Mask) -> Rectangle:
    """Where in ``box`` the scrambled image stands: in its middle, each of its pixels as many whole printer
    pixels as there is room for, so that none is lost. Raises ValueError for a box that is too small (A4
    takes 52.9 × 74.6 mm at least)."""
    pixel = 25.4 / PRINTER
    times = int(min(box.width / (mask.width * pixel), box.height / (mask.height * pixel)) + 1e-9)
    if not times:
        raise ValueError(
            f"{box.width:g} × {box.height:g} mm are too small for {mask.width} × {mask.height} pixels"
        )
    width, height = mask.width * pixel * times, mask.height * pixel * times
    return Rectangle(box.left + (box.width - width) / 2, box.top + (box.height - height) / 2, width, height)


def _deflated(pixels: bytes | bytearray) -> bytes:
    """Tiles out of order have nothing to find again but white: runs alone are smaller and twice as fast."""
    packer = zlib.compressobj(level=1, strategy=zlib.Z_RLE)
    return packer.compress(pixels) + packer.flush()


def _cut(strips: bytes) -> list[bytes]:
    """Tiles from the top of the first strip to the bottom of the last."""
    return [strips[at : at + _TILE_BYTES] for at in range(0, len(strips), _TILE_BYTES)]


def _order(count: int, key: bytes) -> list[int]:
    """A permutation of ``count`` places: sorted by as many numbers that the key expands to."""
    ranks = list(struct.unpack(f"<{count}I", hashlib.shake_256(key).digest(4 * count)))
    return sorted(range(count), key=ranks.__getitem__)
