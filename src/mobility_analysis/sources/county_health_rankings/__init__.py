"""County Health Rankings & Roadmaps: measures computed from agencies' county files."""
