"""Long jobs of every room: started, done by the worker, followed on their page, taken up again."""
