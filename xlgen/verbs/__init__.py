"""The verbs: each only the order of steps from one kind of file to another."""
