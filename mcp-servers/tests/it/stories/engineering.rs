//! Stories of the family `engineering`.
