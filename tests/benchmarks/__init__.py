"""Speed, as ratios against a peer in the same run; nothing here is part of the tests."""
