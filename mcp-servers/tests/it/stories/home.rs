//! Stories of the family `home`.
