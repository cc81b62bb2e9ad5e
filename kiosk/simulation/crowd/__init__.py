"""Many terminals at once against one city hall, and a judge of every paper that comes out."""
