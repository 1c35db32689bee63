"""The administration's screens of the webhooks: who is told what, what came of it, send again."""
