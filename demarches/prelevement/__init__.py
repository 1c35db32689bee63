"""The pages of the prélèvement automatique (G18): what is wanted, which services, which account, the mandate."""
