"""The parts that screens are made of, each placed by its ``box`` from the top left of its holder.

``placed`` Board · ``frame`` Panel, Rule · ``text`` Text · ``picture`` Icon, IconTile, Drawing · ``touch``
Touchable, Holdable · ``button`` PushButton, BackButton, StopButton, ExtraButton, PrimaryButton, HoldButton ·
``card`` NumberBadge, Chip, ChoiceCard, WideChoice, Option · ``notice`` NoticeBar, Ring, WaitingBar,
TriesLeft, Answer · ``header`` Steps, Tool
"""
