"""Schools and classes: which row a text means, and what agents keep of them."""
