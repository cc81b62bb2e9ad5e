"""The paper's own proofs: the ground that shows 複写 on a copy, the scrambled image on the back, and their
calibration to a printer. Pure functions without any library of pictures.

- ``copy_evident.ground_mask(width, height, word, calibration)``: the ground of a page, for both its faces.
- ``face_picture.with_ink(below, texts, rules, masks)``, then ``scramble.scrambled(picture, key)`` under
  ``scramble.scramble_key(order_id, page)``: the scrambled image; ``scramble.seat(box, mask)`` says where
  in its box it stands.
- ``calibration.CHOICES``: the dots among which a printer's technician chooses.
"""
