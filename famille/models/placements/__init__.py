"""A child entrusted to the aide sociale à l'enfance, and who pays his days."""
