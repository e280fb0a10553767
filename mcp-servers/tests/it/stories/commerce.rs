//! Stories of the family `commerce`.
