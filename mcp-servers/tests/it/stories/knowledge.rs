//! Stories of the family `knowledge`.
