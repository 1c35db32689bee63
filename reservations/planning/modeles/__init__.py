"""An activity made at once, from what most towns do: its rows, its days, its opening."""
