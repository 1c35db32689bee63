"""The portal on a phone's home screen: its manifest, its icons, what is shown without a network."""
