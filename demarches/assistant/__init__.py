"""The pages of a démarche being filled in, and the draft behind them."""
