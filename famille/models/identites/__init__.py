"""Who an adult is, as the State says it."""
