"""Several demandes ticked in the list: done at once (`lot`), answered with one reason (`motive`),
or read one after the other (`lecture`)."""
