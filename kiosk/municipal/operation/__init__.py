"""What whoever runs a city hall sees of it and needs: readiness, numbers, copies of everything."""
