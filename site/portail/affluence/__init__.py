"""The waiting room of a morning when all come at once: so many enter in a minute, in the order in
which they came, and each is told her place and her time. Off by default
(`PORTAIL_ENTREES_PAR_MINUTE`). docs/exploiter/plusieurs_machines.md says when it is of use.
"""
