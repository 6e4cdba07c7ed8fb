"""The program itself on the machine it runs on: its folders, its processes, what it has installed."""
