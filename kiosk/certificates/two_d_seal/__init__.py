"""検証用二次元コード: a signed seal on each page of a paper, so that the page proves itself without a line.

content (what a seal says) → signature (COSE_Sign1, RFC 9052) → symbols (QR codes, in any order) and back;
trust (whose keys, which papers were withdrawn) → verdict.

How large: with its signature a page of 30 short texts takes some 340 bytes, one of 94 texts with amounts 600,
a sheet of a register 640, four persons with every item 460 to 840, four with the longest names and addresses
that fit 1,630. Two symbols of version 13 (26.2 mm a side with the quiet zone, at 0.34 mm a module) hold 620
bytes, three of version 17 (31.6 mm) 1,446. A page that needs more is refused at the city hall, before money.
"""
