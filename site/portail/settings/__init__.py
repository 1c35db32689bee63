"""Settings: `base` for all, then `dev`, `production` or `test`."""
