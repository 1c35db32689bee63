"""The demo town's bank: what it gives back of the last remise, to be brought to the régie."""
