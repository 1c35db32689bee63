"""The town's settings of each démarche, as they are at first."""
