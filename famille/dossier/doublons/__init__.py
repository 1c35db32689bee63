"""One person in two files: seen while an agent types, and in the list of the town's."""
