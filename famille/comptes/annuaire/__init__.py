"""The town's directory of its staff: who of it enters here, in which groups
(docs/comprendre/openid.md)."""
