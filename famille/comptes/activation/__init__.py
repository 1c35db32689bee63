"""An account's first password, by a link that serves once."""
