"""Four more published documents as forms: filled as published, they give what their own rules give, and what differs.

The figures are worked out by hand from the published tables (the rules, not the scores printed beside them). What the
documents leave out is made up in their manner, and said so at the test.
"""
