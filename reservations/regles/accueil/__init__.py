"""The day at the centre: who is there, and how many animators it asks for. No Django."""
