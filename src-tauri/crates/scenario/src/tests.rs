//! Files that are read, and files that are refused in words.

mod families;
mod files;
mod judging;
mod refused;
