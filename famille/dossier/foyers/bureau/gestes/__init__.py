"""What agents write on a family's file at the counter, on the telephone or from a letter, without a
parent's wizard: who said it is kept with each change, and the family is told."""
