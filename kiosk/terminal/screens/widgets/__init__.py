"""The parts that screens are made of, each placed by its ``box`` from the top left of its holder.

``placed`` Board · ``frame`` Panel, Rule · ``text`` Text · ``picture`` Icon, IconTile, Drawing · ``touch``
Touchable, Holdable · ``button`` PushButton, BackButton, StopButton, ExtraButton, PrimaryButton, HoldButton ·
``card`` NumberBadge, Chip, ChoiceCard, WideChoice, Option · ``notice`` NoticeBar, Ring, WaitingBar,
TriesLeft, PhoneBar, Reference, PhotoNote, Answer · ``header`` Steps, Tool · ``figure`` LargeFigure

In .kv, never bind to another widget by ``root.ids.name.property``: such a rule keeps its widgets alive
for ever (Kivy 2.3.1). Hand the value up by ``on_property`` instead, or name the id alone.
"""
