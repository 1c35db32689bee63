"""The town asks families to open their account: whom, by waves, by mail or by letter."""
