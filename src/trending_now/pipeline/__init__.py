"""What the program does to the data, one stage a file."""
