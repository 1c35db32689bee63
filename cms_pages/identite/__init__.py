"""The town's identity: its colours, the head of its papers."""
