"""From estimates to findings: what is chosen, compared, said, and put on page one."""
