"""What happens to a household: it becomes two, takes in a child of the ASE."""

type AvantApres = list[tuple[str, str, str]]  # what a gesture changes: (what, before, after)
