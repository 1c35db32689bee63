"""Papers that check themselves (2D-Doc): the code printed on a bill or on a tax notice is found in
its picture, read, and its signature checked, on the town's own machine. Nothing leaves it.

What an agent reads of it: famille.foyers.bureau.cachets.
"""
