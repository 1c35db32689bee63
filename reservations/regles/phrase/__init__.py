"""A sentence that a parent types ("lundi et jeudi cantine, sauf le 14"), read without guessing:
what is not understood is said. No Django, no database; today and the household are arguments."""
