"""The words that terminal and municipality share: pure, no I/O, no clock."""
