//! How long a page takes from grey to black and white, on one core.

fn main() {}
