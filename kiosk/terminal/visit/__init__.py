"""One resident's visit: pure states and step(), the conductor that carries effects out, the journal."""
