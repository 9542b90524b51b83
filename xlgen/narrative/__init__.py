"""What texts say against numbers: notes on trial, each of which rather stays silent than accuses."""
