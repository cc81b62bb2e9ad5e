"""The real cash box: coin acceptor, bill acceptor and hoppers on one ccTalk line.

Sources: "ccTalk Serial Communication Protocol, Generic Specification" (Crane Payment Solutions, public
domain), part 1 for the line, part 2 for the commands, part 3 for codes and identifiers. A command is
cited by its header number, which is also its place in part 2.
"""
