"""The portal's processes, and the tasks that come back by themselves."""
