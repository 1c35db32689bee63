"""The second factor: codes, keys, who must prove one."""
