"""The demo town's trésorerie: what the Treasury would answer to its titres, as files that the régie
reads."""
