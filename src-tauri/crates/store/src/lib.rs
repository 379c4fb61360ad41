//! SQLite: rows, and sealed secrets it cannot open.
