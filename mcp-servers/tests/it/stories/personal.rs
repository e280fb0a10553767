//! Stories of the family `personal`.
