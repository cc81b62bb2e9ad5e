"""Is this paper genuine? The keys of the 2D seal, withdrawn papers, and the public page that answers."""
