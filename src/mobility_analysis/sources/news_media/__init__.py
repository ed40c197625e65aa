"""Votes as news media compiled them on election night."""
