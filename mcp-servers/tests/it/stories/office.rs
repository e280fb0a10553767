//! Stories of the family `office`.
