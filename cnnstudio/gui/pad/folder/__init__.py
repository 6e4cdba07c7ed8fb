"""Test a folder or zip of pictures: how many are right, which are wrong, and what the network saw of each."""
